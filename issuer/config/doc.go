// Package config is the issuer's configuration: one struct, filled from
// defaults, then a JSON file, then the environment, then flags, and checked
// once. What is unknown or wrong is an error that names the member, where it
// came from and what it should be.
//
// Secrets are no members: they come from the environment or from files of
// their own, so that a configuration file can be shown to anybody.
//
// The package opens no database and no port. Above it are server and command.
package config
