import { ofKind } from './entry.js'

/** No session with the server, or none any more. */
export const connectionErrors = ofKind('Connection', {
  'server-down': {
    means: 'Nothing answers where the profile says that the Postgres server is.',
    mend: 'Check host and port of the profile, and that the server runs and takes connections there.',
  },
  'host-unknown': {
    means: "The name of the server's host can not be resolved.",
    mend: 'Check host in the profile, and the name service.',
  },
  'socket-forbidden': {
    means: "The account that runs tdbt has no right to use the server's socket.",
    mend: 'Check the rights of its folder.',
  },
  'wrong-password': {
    means: 'The server does not accept the password. tdbt never prints it.',
    mend: 'Check user and password of the profile (or PGPASSWORD, or the password file).',
  },
  'no-password': {
    means: 'The server asks for a password, and nothing gives one: profile, PGPASSWORD, password file.',
    mend: 'write password in the profile, as "{{ env_var(\'...\') }}" say, or set PGPASSWORD, or add a line to ~/.pgpass',
  },
  'login-refused': {
    means: 'The server knows no such user, or lets it in from elsewhere or with TLS alone.',
    mend: 'Check user and sslmode of the profile, and pg_hba.conf of the server.',
  },
  'database-not-found': {
    means: 'The server has no database of the name that the profile gives.',
    mend: 'Check dbname of the profile, or create it with createdb.',
  },
  'connections-exhausted': {
    means: 'The server has no connection left for another session.',
    mend: 'Lower threads of the profile, or raise max_connections of the server.',
  },
  'connect-timeout': {
    means: 'The server did not answer in time, often since a firewall swallows the packets.',
    mend: 'Check host and port of the profile and firewalls between, or raise connect_timeout.',
  },
  'tls-not-offered': {
    means: 'The profile asks for TLS, and the server has none.',
    mend: 'Use sslmode: prefer, or set up TLS on the server.',
  },
  'connect-failed': {
    means: 'The connection failed in a way that has no code of its own; the message holds the reason.',
    mend: 'Check the profile with: tdbt debug',
  },
  'connection-lost': {
    means: 'The session ended while it was used: the server was stopped, or the network broke.',
    mend: 'What was not committed is rolled back. Look into the server log for why it closed the session, then run again.',
  },
  'embedded-not-running': {
    means: 'A question about the embedded server needs it to run.',
    mend: 'tdbt server start keeps it up',
  },
  'embedded-not-available': {
    means: 'The programs of the embedded Postgres are not installed, or there are none for this machine.',
    mend: 'Name a Postgres server in profiles.yml.',
  },
  'embedded-not-started': {
    means: 'The embedded server could not be started; the message holds what its programs said.',
    mend: 'Mend what the log says, or name a Postgres server in profiles.yml.',
  },
  'embedded-elsewhere': {
    means: 'The embedded server runs already, and listens elsewhere than was asked for.',
    mend: 'Stop it first (tdbt server stop).',
  },
  'embedded-account': {
    means: 'Postgres refuses to run as the account that runs tdbt, and no other account can run it.',
    mend: 'Run tdbt as an ordinary user, or name a Postgres server in profiles.yml.',
  },
  'embedded-folder': {
    means: 'A folder of the embedded server belongs to another account, or can not be used by its own.',
    mend: 'Give the right to read and write there, or name a Postgres server in profiles.yml.',
  },
})
