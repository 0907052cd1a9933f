package verdict

// Challenge value and body of the HTTP answer to a refused request. The filter
// and the Go middleware both send these, so that a client cannot tell them
// apart.

// Authenticate returns the value of WWW-Authenticate for a refusal (RFC 6750
// §3), or "" for a verdict that asks for no credentials. The realm must be plain
// text without quotes or backslashes.
func (c Code) Authenticate(realm string) string {
	if c.Status() != 401 && c.Status() != 403 {
		return ""
	}
	text := "Bearer"
	if realm != "" {
		text += ` realm="` + realm + `"`
	}
	if c.Challenge() == "" {
		return text
	}
	if realm != "" {
		text += ","
	}
	return text + ` error="` + c.Challenge() + `", error_description="` + c.String() + `"`
}

// Body returns the JSON body of a refusal. It names the verdict, and it has the
// members that clients of Django's simplejwt branch on: detail, and for a token
// that was refused code "token_not_valid" with messages.
func (c Code) Body() []byte {
	switch {
	case c == MissingToken:
		return []byte(`{"detail":"` + c.Detail() + `","code":"not_authenticated","verdict":"` + c.String() + `"}`)
	case c.Status() == 401:
		return []byte(`{"detail":"Given token not valid for any token type","code":"token_not_valid",` +
			`"messages":[{"token_class":"AccessToken","token_type":"access","message":"` + c.Detail() + `"}],` +
			`"verdict":"` + c.String() + `"}`)
	case c.Status() == 403:
		return []byte(`{"detail":"` + c.Detail() + `","code":"permission_denied","verdict":"` + c.String() + `"}`)
	}
	return []byte(`{"detail":"` + c.Detail() + `","verdict":"` + c.String() + `"}`)
}
