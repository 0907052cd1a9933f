package config

import (
	"errors"
	"reflect"
	"strconv"
	"strings"
)

// Setting is a member of Config: what it is called and what it holds.
type Setting struct {
	// Path is its name in a file and behind --set.
	Path string
	// Env is its environment variable.
	Env string
	// Default is its value as text; lists are separated by commas.
	Default string
	// Help says what it does.
	Help string

	value reflect.Value
}

// Settings lists every member of a Config with its value in c, in order.
func Settings(c *Config) []Setting { return settings(c) }

func settings(c *Config) []Setting { return collect(reflect.ValueOf(c).Elem(), "") }

func collect(v reflect.Value, prefix string) (all []Setting) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, ok := field.Tag.Lookup("json")
		if !ok || name == "-" {
			continue
		}
		path := prefix + name
		if field.Type.Kind() == reflect.Struct {
			all = append(all, collect(v.Field(i), path+".")...)
			continue
		}
		all = append(all, Setting{
			Path:    path,
			Env:     "TALLYSTICK_" + strings.ToUpper(strings.ReplaceAll(path, ".", "_")),
			Default: field.Tag.Get("default"),
			Help:    field.Tag.Get("help"),
			value:   v.Field(i),
		})
	}
	return all
}

// kind names what a setting holds, for errors and lists.
func (s Setting) kind() string {
	switch s.value.Kind() {
	case reflect.Int:
		return "a whole number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list of strings"
	}
	return "a string"
}

// parse sets the value from text, as the environment and flags have it.
func (s Setting) parse(text string) error {
	wrong := errors.New("must be " + s.kind())
	switch s.value.Kind() {
	case reflect.Int:
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return wrong
		}
		s.value.SetInt(n)
	case reflect.Bool:
		if text != "true" && text != "false" {
			return wrong
		}
		s.value.SetBool(text == "true")
	case reflect.Slice:
		list := []string{}
		for part := range strings.SplitSeq(text, ",") {
			if part = strings.TrimSpace(part); part != "" || len(text) > 0 {
				list = append(list, part)
			}
		}
		s.value.Set(reflect.ValueOf(list))
	default:
		s.value.SetString(text)
	}
	return nil
}

// Text is the value as text, the inverse of parse.
func (s Setting) Text() string {
	switch v := s.value.Interface().(type) {
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	case []string:
		return strings.Join(v, ",")
	case string:
		return v
	}
	return ""
}
