package hostcall

// Status is the host's answer to a call.
type Status uint32

const (
	OK       Status = 0
	NotFound Status = 1
	Failed   Status = 10 // stands for all others in a native build
)

// Level is a level of the log.
type Level uint32

const (
	Info     Level = 2
	Warn     Level = 3
	Critical Level = 5
)

// Counter is a metric of the host.
type Counter uint32

// Answer is what a refused request is answered with, ready to be sent any number
// of times.
type Answer struct {
	Status  int
	Details string // for the access log
	Headers []byte // from WritePairs
	Body    []byte
}

// maxLine is the longest line that is logged, in bytes.
const maxLine = 1000

// oneLine is text that cannot be taken for more than one line of a log: names in
// it may come from an issuer.
func oneLine(text string) string {
	if len(text) > maxLine {
		text = text[:maxLine]
	}
	for i := range len(text) {
		if text[i] < ' ' || text[i] == 0x7f {
			b := []byte(text)
			for j, c := range b {
				if c < ' ' || c == 0x7f {
					b[j] = '?'
				}
			}
			return string(b)
		}
	}
	return text
}
