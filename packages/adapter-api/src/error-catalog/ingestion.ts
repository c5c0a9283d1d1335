import { ofKind } from './entry.js'

/** `tdbt ingest`: its configuration, its files and their rows. */
export const ingestionErrors = ofKind('Ingestion', {
  'ingest-config-not-found': {
    means: 'The project has no tdbt.config.ts, which names what `tdbt ingest` loads.',
    mend: "write one that exports defineConfig({ sources: [...] }) from 'tdbt'",
  },
  'ingest-config-not-loaded': {
    means: 'tdbt.config.ts can not be run: it is no valid TypeScript, or it throws.',
    mend: 'npx tsc --noEmit tdbt.config.ts shows more of what is wrong with it',
  },
  'ingest-config-not-valid': {
    means: 'What tdbt.config.ts exports is not what `defineConfig`, `defineSource` and `definePlugin` take.',
    mend: 'wrap it in defineConfig, defineSource and definePlugin: an editor then shows what each key takes',
  },
  'ingest-selection-not-valid': {
    means: '`tdbt ingest` can not select by that, or it matches no source of tdbt.config.ts.',
    mend: 'select sources, as in source:name or source:name.table',
  },
  'ingest-data-for-one': {
    means: '--data gives the file of one source, and more than one is selected.',
    mend: 'select one with --select source:name.table',
  },
  'file-not-readable': {
    means: 'The file is not there, is none, or may not be read.',
    mend: 'check the path and the rights of the file; a path is relative to the folder of the project',
  },
  'file-not-written': {
    means:
      'A file that loading needs on this machine can not be written: a download in .tdbt, or a scratch file in the temporary folder. The table is as it was before.',
    mend: 'make room on that disk, or check the rights of the folder',
  },
  'file-changed': {
    means: 'The file was changed while it was read, so that the table could hold half of each version.',
    mend: 'run tdbt ingest again once it is complete',
  },
  'url-not-valid': {
    means: 'The address of a source is none, or of a protocol that tdbt does not read.',
    mend: 'write a whole http:, https: or s3: address, or a path',
  },
  'download-failed': {
    means: 'The file could not be downloaded. The table is as it was before.',
    mend: 'check the network and HTTPS_PROXY, or fetch the file by hand and give it with --data',
  },
  's3-object-not-found': {
    means: 'The bucket has no object of that key. The table is as it was before.',
    mend: 'a key is case-sensitive, and nothing in it is escaped: aws s3 ls shows what there is',
  },
  's3-bucket-not-found': {
    means: 'There is no bucket of that name. The table is as it was before.',
    mend: 'check the name of the bucket, and AWS_ENDPOINT_URL where that is set',
  },
  's3-access-denied': {
    means:
      'The credentials do not have the right to read the object, or to put one there. To those without s3:ListBucket S3 says this of a key that is not there, too.',
    mend: 'give them s3:GetObject, and s3:PutObject and s3:AbortMultipartUpload where files land',
  },
  's3-credentials-missing': {
    means:
      'No credentials for AWS are found: neither in the environment nor in a profile, nor is there a role of a container or machine; or the settings for them do not work.',
    mend: 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run it with a role of AWS',
  },
  's3-credentials-refused': {
    means:
      'S3 does not know the access key, or the secret is another, or the session has expired. tdbt never prints them.',
    mend: 'check AWS_PROFILE, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; a session is renewed by aws sso login',
  },
  's3-settings-not-valid': {
    means: 'The settings of AWS name an endpoint that is no address, or a section that is not there.',
    mend: 'check AWS_ENDPOINT_URL, AWS_PROFILE and ~/.aws/config',
  },
  's3-wrong-region': {
    means: 'The bucket is in another region than the requests were made for.',
    mend: 'set AWS_REGION to that of the bucket',
  },
  'landing-failed': {
    means: 'The file could not be put into the bucket that it is to land in. The table is as it was before.',
    mend: 'check the network and HTTPS_PROXY, and run it again',
  },
  'landed-differs': {
    means:
      'Where a file is to land there is an object with other content than the checksum in its key says. It was not overwritten. The table is as it was before.',
    mend: 'find out who has changed the object; once it is moved away, the file lands anew',
  },
  'landing-without-file': {
    means: 'A source is to land in a bucket whose rows come from a plugin, so that there is no file of it.',
    mend: 'leave the source out of --select, or let --land away',
  },
  'file-empty': {
    means: 'The file holds nothing, not even a header.',
    mend: 'fetch it again, or look at where it comes from',
  },
  'file-kind-unknown': {
    means: 'The file is neither CSV nor a workbook (xlsx), or not what its source says that it is.',
    mend: 'tdbt reads csv and xlsx, also packed with gzip or zip; correct format in the source, or save the file as one of these',
  },
  'file-encoding': {
    means: 'The text of the file is not in the encoding that its source gives (UTF-8 where it gives none).',
    mend: "save it as UTF-8; if an older Windows program wrote it, set encoding: 'latin1' in its source",
  },
  'csv-not-valid': {
    means:
      'The file breaks the rules of CSV: a quote that is not closed, a row with more or fewer values than the header.',
    mend: 'mend the line, or set delimiter in the source if values are parted otherwise',
  },
  'archive-damaged': {
    means: 'A packed file (zip, gzip, xlsx) is cut off or damaged.',
    mend: 'it may have been cut off on its way; fetch it again',
  },
  'archive-not-supported': {
    means: 'An archive is encrypted, packed in an unusual way, or holds archives in archives in archives.',
    mend: 'unpack it and give the path of the file itself',
  },
  'archive-member': {
    means: 'An archive holds no file, more than one, or none of the name that the source gives.',
    mend: 'say which one with member in the source',
  },
  'workbook-sheet': {
    means:
      'A workbook has no sheet of the name that the source gives, or has several and the source names none.',
    mend: 'say which one with sheet in the source',
  },
  'file-column-missing': {
    means: 'The header of the file lacks a column that the source reads, or has it twice.',
    mend: 'correct from in the columns of the source, or the header of the file',
  },
  'plugin-failed': {
    means: 'A plugin threw an error while it gave its rows. The table is as it was before.',
    mend: 'mend the plugin at the line that is shown, or what it says that it needs',
  },
  'plugin-rows': {
    means: 'A plugin gave something that is no row, or rows without a field that the source reads.',
    mend: 'give each row by itself, as an object of values by the names of its fields',
  },
  'preprocess-failed': {
    means: '`preprocess` of a source threw an error, or returned something that is no row.',
    mend: 'return the row with text or null in its cells, or reject(reason) for a row that can not be used',
  },
  'rejected-share': {
    means:
      'More rows could not be loaded than the source permits (`maxRejectedShare`). The table is as it was before.',
    mend: 'mend the file or the column types, refuse fewer rows, or raise maxRejectedShare',
  },
  'key-not-unique': {
    means: 'Rows of the file agree in all columns of the key. The table is as it was before.',
    mend: 'correct the file, or leave out the key',
  },
  'table-name-too-long': {
    means:
      "The name of the table, with what tdbt adds for rejected rows, is longer than the database's names can be.",
    mend: 'give the source a shorter table',
  },
})
