module github.com/tallystick/tallystick/scripts

go 1.26.0

require (
	github.com/golang-jwt/jwt/v5 v5.3.1
	github.com/tallystick/tallystick v0.0.0
	github.com/tetratelabs/wazero v1.12.0
)

require golang.org/x/sys v0.49.0 // indirect

replace github.com/tallystick/tallystick => ../
