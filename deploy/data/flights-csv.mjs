// Prints the flights of January 2001 as CSV. Usage: node flights-csv.mjs FLIGHTS.parquet
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const END = new Date('2001-02-01T00:00:00Z')
const COLUMNS = ['date', 'delay', 'distance', 'origin', 'destination']

const line = (row) => [row.date.toISOString().slice(0, 16), ...COLUMNS.slice(1).map((c) => row[c])].join(',') + '\n'

const file = await asyncBufferFromFile(process.argv[2])
const metadata = await parquetMetadataAsync(file)
const out = createWriteStream(null, { fd: 1 })
out.write(COLUMNS.join(',') + '\n')

// The rows are in order of their date, so the first row group without one of January is the end.
let rowStart = 0
for (const group of metadata.row_groups) {
  const rowEnd = rowStart + Number(group.num_rows)
  const rows = await parquetReadObjects({ file, metadata, compressors, columns: COLUMNS, rowStart, rowEnd })
  const january = rows.filter((row) => row.date < END)
  if (january.length === 0) break
  if (!out.write(january.map(line).join(''))) await once(out, 'drain')
  rowStart = rowEnd
}
out.end()
