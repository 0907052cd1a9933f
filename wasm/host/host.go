package host

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tetratelabs/wazero"

	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/module"
	"github.com/tallystick/tallystick/wasm/signature"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// Options are the choices of an embedder. The zero value is sound.
type Options struct {
	// Module is the compiled module; core.wasm if nil.
	Module []byte

	// Answerer answers signature questions. If nil the module settles them
	// itself, which claims.wasm cannot do.
	Answerer signature.Answerer

	// Instances bounds how many verifications run at once, and so the memory;
	// GOMAXPROCS if zero. Further ones wait, or end with their context.
	Instances int

	// MaxMemory bounds the memory of an instance in bytes; 8 MiB if zero.
	MaxMemory uint32

	// Timeout bounds one verification. An instance that overruns is thrown away,
	// and the verdict is Unset. Every loop of the module then asks whether its time
	// is up, which makes a verification several times slower. If zero, a second for
	// a Module of the caller's; none for the embedded ones, whose work is bounded
	// by the size of the token.
	Timeout time.Duration

	// Cache keeps compiled code between processes, if it is not nil.
	Cache wazero.CompilationCache
}

const (
	defaultMemory  = 8 << 20
	defaultTimeout = time.Second
	pageSize       = 64 << 10
)

// Verifier runs a compiled module. It implements verdict.Verifier.
type Verifier struct {
	options  Options
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	policy   []byte
	keys     atomic.Pointer[keySet]

	// slots holds an element for each verification that may run. Nil is an
	// instance that is still to be made.
	slots  chan *instance
	setKey sync.Mutex
}

var _ verdict.Verifier = (*Verifier)(nil)

// keySet is the text that instances load when they find that theirs is older.
type keySet struct {
	text       []byte
	origin     abi.Origin
	generation uint64
}

// New compiles the module, checks that it is one that this package can speak to,
// and loads the policy into a first instance. The error of a policy is that of
// wasm/verify, word for word.
func New(ctx context.Context, policy []byte, options Options) (*Verifier, error) {
	if options.Module == nil {
		options.Module = module.Core()
	} else if options.Timeout <= 0 {
		options.Timeout = defaultTimeout
	}
	if options.Instances <= 0 {
		options.Instances = runtime.GOMAXPROCS(0)
	}
	if options.MaxMemory == 0 {
		options.MaxMemory = defaultMemory
	}
	config := wazero.NewRuntimeConfig().
		WithMemoryLimitPages(max(options.MaxMemory/pageSize, 1)).
		WithCloseOnContextDone(options.Timeout > 0)
	if options.Cache != nil {
		config = config.WithCompilationCache(options.Cache)
	}
	v := &Verifier{
		options: options,
		runtime: wazero.NewRuntimeWithConfig(ctx, config),
		policy:  append([]byte(nil), policy...),
		slots:   make(chan *instance, options.Instances),
	}
	if err := v.open(ctx); err != nil {
		v.runtime.Close(ctx)
		return nil, err
	}
	return v, nil
}

func (v *Verifier) open(ctx context.Context) (err error) {
	if v.compiled, err = v.runtime.CompileModule(ctx, v.options.Module); err != nil {
		return fmt.Errorf("host: the module does not compile: %w", err)
	}
	if err := checkExports(v.compiled, v.options.Answerer == nil); err != nil {
		return err
	}
	first, err := v.instantiate(ctx)
	if err != nil {
		return err
	}
	v.slots <- first
	for range v.options.Instances - 1 {
		v.slots <- nil
	}
	return nil
}

// Close frees everything. Verifications that are under way end with an error.
func (v *Verifier) Close(ctx context.Context) error { return v.runtime.Close(ctx) }

// SetKeys loads a JWK set and returns a line for each key that was skipped, with
// the reason. The old set stays if the text is refused. Instances that are busy
// take the new set before their next verification.
func (v *Verifier) SetKeys(ctx context.Context, text []byte, origin abi.Origin) (skipped []string, err error) {
	v.setKey.Lock()
	defer v.setKey.Unlock()
	next := &keySet{text: append([]byte(nil), text...), origin: origin, generation: 1}
	if old := v.keys.Load(); old != nil {
		next.generation = old.generation + 1
	}
	err = v.with(ctx, func(ctx context.Context, g *instance) error {
		message, err := g.loadKeys(ctx, next)
		if message != "" {
			skipped = strings.Split(message, "\n")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	v.keys.Store(next)
	return skipped, nil
}

// Verify gives the verdict; see verdict.Verifier. It waits for an instance when
// all are busy.
func (v *Verifier) Verify(ctx context.Context, token string, now verdict.Instant) (verdict.Result, error) {
	if len(token) > abi.MaxInput {
		return verdict.Result{Code: verdict.TooLarge}, verdict.TooLarge
	}
	var result verdict.Result
	err := v.with(ctx, func(ctx context.Context, g *instance) error {
		if keys := v.keys.Load(); keys != nil && keys.generation != g.generation {
			if _, err := g.loadKeys(ctx, keys); err != nil {
				return err
			}
		}
		var err error
		result, err = g.verify(ctx, token, now, v.options.Answerer)
		return err
	})
	if err != nil {
		return verdict.Result{}, err
	}
	return result, result.Err()
}

// Decide is the refresh decision for a pair, in seconds since 1970; see
// tally_decide in wasm/ABI.md for the meaning of zero.
func (v *Verifier) Decide(ctx context.Context, expires, life, refresh, now int64) (d Decision, err error) {
	err = v.with(ctx, func(ctx context.Context, g *instance) (err error) {
		d, err = g.decide(ctx, expires, life, refresh, now)
		return err
	})
	return d, err
}

// Decision is the answer to: may the pair be used now? The numbers are those of
// wasm/ABI.md.
type Decision struct {
	Action    uint32 // 1 use, 2 refresh, 3 login
	Reason    uint32
	RefreshAt int64
}

// errRefused marks errors after which the instance is as good as before.
var errRefused = errors.New("refused")

// with runs f on an instance. One that failed in any way but a refusal is
// thrown away.
func (v *Verifier) with(ctx context.Context, f func(context.Context, *instance) error) (err error) {
	var g *instance
	select {
	case g = <-v.slots:
	case <-ctx.Done():
		return fmt.Errorf("host: no instance was free: %w", ctx.Err())
	}
	defer func() { v.slots <- g }()
	if v.options.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, v.options.Timeout)
		defer cancel()
	}
	if g == nil {
		if g, err = v.instantiate(ctx); err != nil {
			return err
		}
	}
	err = f(ctx, g)
	if err != nil && !errors.Is(err, errRefused) {
		g.module.Close(context.WithoutCancel(ctx))
		g = nil
	}
	return err
}
