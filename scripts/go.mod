module github.com/tallystick/tallystick/scripts

go 1.26.0

require github.com/tallystick/tallystick v0.0.0

replace github.com/tallystick/tallystick => ../
