import { resetServer, type ServerAddress, startServer } from '@tdbt/postgres'
import pg from 'pg'

/** The password of every profile: nothing that is printed or written may hold it. */
export const secret = 'marker-pa55w0rd'

/**
 * Starts a server that listens on a loopback port, with the role of the projects' profiles, which is no superuser.
 * Gives the superuser's address. A run that is killed leaves it for five minutes.
 */
export async function startFuzzServer(root: string): Promise<ServerAddress> {
  const { address } = await startServer(root, { idleSeconds: 300, tcpPort: 0 })
  // Thousands of databases are made and dropped, and none is kept.
  for (const sql of ['alter system set fsync = off', 'select pg_reload_conf()']) await queryOnce(address, sql)
  await queryOnce(address, `create role fuzz login password '${secret}'`)
  return address
}

export function stopFuzzServer(root: string): Promise<void> {
  return resetServer(root)
}

/** What the profiles of the base projects read. */
export function environmentOf({ port }: ServerAddress, database: string): Record<string, string> {
  return {
    FUZZ_HOST: '127.0.0.1',
    FUZZ_PORT: String(port),
    FUZZ_DATABASE: database,
    DBT_ENV_SECRET_FUZZ: secret,
  }
}

/** Makes a database anew, empty or as a copy of another. */
export async function createDatabase(
  address: ServerAddress,
  name: string,
  template = 'template0',
): Promise<void> {
  const client = await connect(address)
  try {
    await client.query(`drop database if exists ${name} with (force)`)
    // Two thirds of the time of a copy through the write-ahead log.
    await client.query(`create database ${name} template ${template} strategy file_copy owner fuzz`)
  } finally {
    await client.end()
  }
}

export async function connect(address: ServerAddress): Promise<pg.Client> {
  const client = new pg.Client({ ...address })
  await client.connect()
  return client
}

async function queryOnce(address: ServerAddress, sql: string): Promise<void> {
  const client = await connect(address)
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
