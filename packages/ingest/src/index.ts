export { readRows } from './read/read-rows.js'
