package e2e

import (
	"strings"
	"testing"
)

// What is no configuration stops Envoy's start, and the log says where.
func TestBadConfiguration(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{`{"policy":{"algorithms":["ES256"]},"keys":{"inline":{"keys":[]}},"rules":[{"path":"/a","polcy":{}}]}`, "filter: rules[0].polcy: unknown member"},
		{`{"policy":{"algorithms":["none"]}}`, "filter: policy.algorithms[0]: must be the name of an algorithm that the core knows, such as ES256"},
		{`{"policy":{"algorithms":["ES256"]},"keys":{"inline":"{\"keys\":[}"}}`, "filter: keys.inline: is not a JSON object"},
		{`{"policy":`, "filter: is not a JSON object"},
		{``, "filter: is not a JSON object"},
	}
	for _, test := range tests {
		p, err := try(t, test.text)
		if err == nil {
			p.Stop()
			t.Errorf("%s: Envoy started", test.text)
			continue
		}
		if !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "[critical][wasm]") {
			t.Errorf("%s:\n%v\nwant a critical line with %s", test.text, err, test.want)
		}
		if strings.Contains(err.Error(), "not ready in time") {
			t.Errorf("%s: Envoy did not end", test.text)
		}
	}
}
