// Command bench times one verification in each host, side by side in one run:
// the native core, the compiled core in wazero, Node and Chromium, the filter
// in Envoy, and golang-jwt as a yardstick.
//
// Usage: make bench
//
// Figures are medians of several rounds and go with the machine; the ratios in
// a row are what can be compared.
package main
