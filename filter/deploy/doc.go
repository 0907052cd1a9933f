// Package deploy writes Envoy configurations with the filter in them, and runs
// an Envoy on one: what the end-to-end tests, the matrix and the demo share.
//
// [Envoy] turns [Options] into a bootstrap configuration; [Start] runs the
// program on it and tells the addresses that it got. The folders below hold
// examples for people to copy: envoy/ for Envoy, istio/ for a mesh.
//
// It is not part of the filter, and it knows the filter's configuration only as
// text: that is filter/config. It imports the standard library only.
package deploy
