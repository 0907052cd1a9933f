package plugin

import (
	"github.com/tallystick/tallystick/filter/config"
	"github.com/tallystick/tallystick/filter/hostcall"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// answers are the answers to refused requests, made once: by verdict, and for
// what is refused before a verdict is asked for.
type answers struct {
	verdicts [verdict.Codes]hostcall.Answer
	noRule   hostcall.Answer
	unclean  hostcall.Answer
}

func (a *answers) prepare(realm string) {
	for _, code := range verdict.All() {
		a.verdicts[code] = answerTo(code, realm)
	}
	a.noRule = plain(403, "no_rule", "The configuration of the filter has no rule for this path.")
	a.unclean = plain(400, "unclean_path", "The path can be read in several ways.")
}

// answerTo is the answer that the verdict stands for, the same as that of
// wasm/middleware.
func answerTo(code verdict.Code, realm string) hostcall.Answer {
	headers := [][2]string{
		{"content-type", "application/json"},
		{"cache-control", "no-store"},
	}
	if challenge := code.Authenticate(realm); challenge != "" {
		headers = append(headers, [2]string{"www-authenticate", challenge})
	}
	if code.Status() == 503 {
		headers = append(headers, [2]string{"retry-after", "1"})
	}
	return hostcall.Answer{
		Status:  code.Status(),
		Details: "tallystick_" + code.String(),
		Headers: hostcall.WritePairs(headers),
		Body:    code.Body(),
	}
}

// plain is an answer without a verdict.
func plain(status int, details, detail string) hostcall.Answer {
	return hostcall.Answer{
		Status:  status,
		Details: "tallystick_" + details,
		Headers: hostcall.WritePairs([][2]string{{"content-type", "application/json"}, {"cache-control", "no-store"}}),
		Body:    []byte(`{"detail":"` + detail + `","verdict":"` + verdict.Unset.String() + `"}`),
	}
}

// without is the answer where the configuration gives no rule.
func (a *answers) without(m config.Match) *hostcall.Answer {
	if m == config.Unclean {
		return &a.unclean
	}
	return &a.noRule
}
