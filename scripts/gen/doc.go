// Command gen writes what is generated from wasm/verdict/verdicts.json: the Go
// table, the TypeScript union and the verdict table in wasm/ABI.md.
//
// Usage, from the root of the repository: go -C scripts run ./gen [-check]
//
// With -check nothing is written; it fails if a file is not up to date.
package main
