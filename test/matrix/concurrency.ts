/**
 * Programs in which two accesses of one map may run at once, put together from parts: a place for the map, a way to run
 * at once, and what orders the two or guards them. Each says whether it races; the race detector is asked whether it
 * says so rightly, and the engine whether it sees it.
 */

/** Of the parts of a program, their names; and the program. */
export interface Combination {
  readonly name: string;
  readonly text: string;
  readonly races: boolean;
  /** A race that is not reported. */
  readonly missed: boolean;
}

/** Where the map is, and how a function gets at it. */
interface Place {
  readonly name: string;
  /** The map, in the source. */
  readonly map: string;
  /** What stands before the name of a lock. */
  readonly prefix: string;
  /** Declarations of the package, given those of the locks, each `name Type`. */
  declare(locks: readonly string[]): string;
  /** Statements at the start of `run`, given the same. */
  start(locks: readonly string[]): string;
  /** The parameters of a function that uses the map, and the arguments for them; none that can do so for a local one. */
  readonly parameters?: string;
  readonly arguments?: string;
}

const places: readonly Place[] = [
  {
    name: 'field',
    map: 's.m',
    prefix: 's.',
    declare: (locks) => `type state struct {\n${locks.map((lock) => `\t${lock}\n`).join('')}\tm map[string]int\n}\n`,
    start: () => '\ts := &state{m: map[string]int{}}\n',
    parameters: 's *state',
    arguments: 's',
  },
  {
    name: 'package variable',
    map: 'm',
    prefix: '',
    declare: (locks) => `var m = map[string]int{}\n\n${locks.map((lock) => `var ${lock}\n\n`).join('')}`,
    start: () => '',
    parameters: '',
    arguments: '',
  },
  {
    name: 'local',
    map: 'm',
    prefix: '',
    declare: () => '',
    start: (locks) => `\tm := map[string]int{}\n${locks.map((lock) => `\tvar ${lock}\n`).join('')}`,
  },
];

/** How `first` and `second` come to run at once. */
interface Way {
  readonly name: string;
  /** Declarations of the package that the accesses are in. */
  declare?(parts: Parts): string;
  /** Statements of `run`. */
  readonly run: (parts: Parts) => string;
  /** Of ways whose code is in functions of their own, which can't use a map of `run`. */
  readonly isApart?: boolean;
  /** Of methods of what holds the map. */
  readonly isOfField?: boolean;
}

interface Parts {
  readonly first: string;
  readonly second: string;
  readonly place: Place;
}

/** Statements that a literal or a function encloses, with more tabs. */
export function inner(statements: string, tabs = 1): string {
  return statements.replace(/^(?=.)/gm, '\t'.repeat(tabs));
}

const ways: readonly Way[] = [
  {
    name: 'a goroutine and what comes after',
    run: ({ first, second }) => `\tgo func() {\n${inner(first)}\t}()\n${second}`,
  },
  {
    name: 'two goroutines',
    run: ({ first, second }) => `\tgo func() {\n${inner(first)}\t}()\n\tgo func() {\n${inner(second)}\t}()\n`,
  },
  {
    name: 'goroutines of a loop',
    run: ({ first, second }) => `\tfor range 4 {\n\t\tgo func() {\n${inner(first, 2)}${inner(second, 2)}\t\t}()\n\t}\n`,
  },
  {
    name: 'wait group',
    run: ({ first, second }) =>
      `\tvar wg sync.WaitGroup\n\twg.Go(func() {\n${inner(first)}\t})\n\twg.Go(func() {\n${inner(second)}\t})\n\twg.Wait()\n`,
  },
  {
    name: 'functions',
    isApart: true,
    declare: ({ first, second, place }) =>
      `func one(${place.parameters}) {\n${first}}\n\nfunc two(${place.parameters}) {\n${second}}\n\n`,
    run: ({ place }) => `\tgo one(${place.arguments})\n\ttwo(${place.arguments})\n`,
  },
  {
    name: 'a goroutine of a called function',
    isApart: true,
    declare: ({ first, place }) => `func start(${place.parameters}) {\n\tgo func() {\n${inner(first)}\t}()\n}\n\n`,
    run: ({ second, place }) => `\tstart(${place.arguments})\n${second}`,
  },
  {
    name: 'a group of its own',
    declare: () =>
      'type group struct{ wg sync.WaitGroup }\n\nfunc (g *group) Go(f func()) {\n\tg.wg.Add(1)\n\tgo func() {\n\t\tdefer g.wg.Done()\n\t\tf()\n\t}()\n}\n\n',
    run: ({ first, second }) =>
      `\tvar g group\n\tg.Go(func() {\n${inner(first)}\t})\n\tg.Go(func() {\n${inner(second)}\t})\n\tg.wg.Wait()\n`,
  },
  {
    name: 'a goroutine of a goroutine',
    run: ({ first, second }) => `\tgo func() {\n\t\tgo func() {\n${inner(first, 2)}\t\t}()\n${inner(second)}\t}()\n`,
  },
  {
    name: 'a pool',
    run: ({ first, second }) =>
      `\tjobs := make(chan int)\n\tfor range 3 {\n\t\tgo func() {\n\t\t\tfor range jobs {\n${inner(first, 3)}${inner(second, 3)}\t\t\t}\n\t\t}()\n\t}\n\tfor i := range 50 {\n\t\tjobs <- i\n\t}\n\tclose(jobs)\n`,
  },
  {
    name: 'a function by name',
    run: ({ first, second }) => `\tf := func() {\n${inner(first)}${inner(second)}\t}\n\tgo f()\n\tf()\n`,
  },
  {
    name: 'functions of a list',
    run: ({ first, second }) =>
      `\tfor _, f := range []func(){\n\t\tfunc() {\n${inner(first, 2)}\t\t},\n\t\tfunc() {\n${inner(second, 2)}\t\t},\n\t} {\n\t\tgo f()\n\t}\n`,
  },
  {
    name: 'methods',
    isApart: true,
    isOfField: true,
    declare: ({ first, second }) => `func (s *state) one() {\n${first}}\n\nfunc (s *state) two() {\n${second}}\n\n`,
    run: () => '\tgo s.one()\n\ts.two()\n',
  },
  {
    name: 'method values',
    isApart: true,
    isOfField: true,
    declare: ({ first, second }) => `func (s *state) one() {\n${first}}\n\nfunc (s *state) two() {\n${second}}\n\n`,
    run: () => '\tf, g := s.one, s.two\n\tgo f()\n\tgo g()\n',
  },
  {
    name: 'a type that serves',
    isApart: true,
    isOfField: true,
    declare: ({ first, second }) =>
      `func (s *state) ServeHTTP(w http.ResponseWriter, r *http.Request) {\n${first}${second}}\n\n`,
    run: () => '\trequest(s)\n',
  },
  {
    name: 'a ticker',
    run: ({ first, second }) =>
      `\tticks := time.NewTicker(time.Millisecond)\n\tgo func() {\n\t\tfor range ticks.C {\n${inner(first, 2)}\t\t}\n\t}()\n\tfor range 3 {\n\t\ttime.Sleep(time.Millisecond)\n${inner(second)}\t}\n\tticks.Stop()\n`,
  },
  {
    name: 'a select',
    run: ({ first, second }) =>
      `\tasked := make(chan int)\n\tstop := make(chan struct{})\n\tgo func() {\n\t\tfor {\n\t\t\tselect {\n\t\t\tcase <-asked:\n${inner(first, 3)}\t\t\tcase <-stop:\n\t\t\t\treturn\n\t\t\t}\n\t\t}\n\t}()\n\tasked <- 1\n${second}\tclose(stop)\n`,
  },
  {
    name: 'a timer',
    run: ({ first, second }) => `\ttime.AfterFunc(0, func() {\n${inner(first)}\t})\n${second}`,
  },
  {
    name: 'a context that ends',
    run: ({ first, second }) =>
      `\tctx, cancel := context.WithCancel(context.Background())\n\tcontext.AfterFunc(ctx, func() {\n${inner(first)}\t})\n\tcancel()\n${second}`,
  },
  {
    name: 'a handler',
    run: ({ first, second }) =>
      `\tmux := http.NewServeMux()\n\tmux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {\n${inner(first)}${inner(second)}\t})\n\trequest(mux)\n`,
  },
  {
    name: 'two handlers',
    run: ({ first, second }) =>
      `\tmux := http.NewServeMux()\n\tmux.HandleFunc("/a", func(w http.ResponseWriter, r *http.Request) {\n${inner(first)}\t})\n\tmux.HandleFunc("/b", func(w http.ResponseWriter, r *http.Request) {\n${inner(second)}\t})\n\trequest(mux)\n`,
  },
];

/** What is done about it, around each of the two accesses. */
interface Guard {
  readonly name: string;
  readonly races: boolean;
  /** It races, and nothing is said: locks that may be held are taken to be. */
  readonly missed?: true;
  /** Declarations of locks, each `name Type` of a field or variable. */
  readonly locks: readonly string[];
  /** Declarations of the package. */
  declare?(place: Place): string;
  /** Statements of `run` before anything else. */
  start?(place: Place): string;
  first(access: string, place: Place): string;
  second(access: string, place: Place): string;
  /** Whether it needs functions of its own, which can't use what is local. */
  readonly isApart?: boolean;
}

/** Between `Lock` and `Unlock` of the lock with this name. */
function locked(name: string, lock = 'Lock', unlock = 'Unlock') {
  return (access: string, { prefix }: Place): string =>
    `\t${prefix}${name}.${lock}()\n${access}\t${prefix}${name}.${unlock}()\n`;
}

function bare(access: string): string {
  return access;
}

/** In a function literal that gives the lock back when it ends. */
function deferred(name: string) {
  return (access: string, { prefix }: Place): string =>
    `\tfunc() {\n\t\t${prefix}${name}.Lock()\n\t\tdefer ${prefix}${name}.Unlock()\n${inner(access)}\t}()\n`;
}

/** The same around both accesses. */
function both(name: string, locks: readonly string[], around: Guard['first'], more: Partial<Guard> = {}): Guard {
  return { name, races: false, locks, first: around, second: around, ...more };
}

const guards: readonly Guard[] = [
  { name: 'nothing', races: true, locks: [], first: bare, second: bare },
  both('a mutex', ['mu sync.Mutex'], locked('mu')),
  { name: 'a mutex at the first only', races: true, locks: ['mu sync.Mutex'], first: locked('mu'), second: bare },
  { name: 'a mutex at the second only', races: true, locks: ['mu sync.Mutex'], first: bare, second: locked('mu') },
  {
    name: 'two mutexes',
    races: true,
    locks: ['mu sync.Mutex', 'other sync.Mutex'],
    first: locked('mu'),
    second: locked('other'),
  },
  both('a mutex given back at the end', ['mu sync.Mutex'], deferred('mu')),
  {
    name: 'read lock and write lock',
    races: false,
    locks: ['mu sync.RWMutex'],
    first: locked('mu'),
    second: locked('mu', 'RLock', 'RUnlock'),
  },
  both('read locks around a write', ['mu sync.RWMutex'], locked('mu', 'RLock', 'RUnlock'), { races: true }),
  {
    name: 'unlocked too early',
    races: true,
    locks: ['mu sync.Mutex'],
    first: (access, { prefix }) => `\t${prefix}mu.Lock()\n\t${prefix}mu.Unlock()\n${access}`,
    second: locked('mu'),
  },
  both('a pointer to a mutex', ['mu *sync.Mutex'], locked('mu'), {
    start: ({ prefix }) => `\t${prefix}mu = new(sync.Mutex)\n`,
  }),
  both('a locker', ['mu sync.Locker'], locked('mu'), {
    start: ({ prefix }) => `\t${prefix}mu = new(sync.Mutex)\n`,
  }),
  both('the lock of a condition', ['cond *sync.Cond'], locked('cond.L'), {
    start: ({ prefix }) => `\t${prefix}cond = sync.NewCond(new(sync.Mutex))\n`,
  }),
  both('a mutex in a struct', ['guard struct{ mu sync.Mutex }'], locked('guard.mu')),
  both('an embedded pointer to a mutex', ['guard struct{ *sync.Mutex }'], locked('guard'), {
    start: ({ prefix }) => `\t${prefix}guard.Mutex = new(sync.Mutex)\n`,
  }),
  {
    name: 'a lock for readers',
    races: false,
    locks: ['mu sync.RWMutex'],
    first: locked('mu'),
    second: locked('mu.RLocker()'),
  },
  {
    name: 'a package-level mutex',
    races: false,
    locks: [],
    isApart: true,
    declare: () => 'var all sync.Mutex\n\n',
    first: (access) => `\tall.Lock()\n${access}\tall.Unlock()\n`,
    second: (access) => `\tall.Lock()\n${access}\tall.Unlock()\n`,
  },
  both(
    'an atomic flag',
    ['busy atomic.Bool'],
    (access, { prefix }) =>
      `\tfor !${prefix}busy.CompareAndSwap(false, true) {\n\t\truntime.Gosched()\n\t}\n${access}\t${prefix}busy.Store(false)\n`,
  ),
  both(
    'a lock in a loop',
    ['mu sync.Mutex'],
    (access, { prefix }) => `\tfor range 3 {\n\t\t${prefix}mu.Lock()\n${inner(access)}\t\t${prefix}mu.Unlock()\n\t}\n`,
  ),
  {
    name: 'unlocked in a loop',
    races: true,
    locks: ['mu sync.Mutex'],
    first: (access, { prefix }) =>
      `\t${prefix}mu.Lock()\n\tfor range 3 {\n\t\t${prefix}mu.Unlock()\n\t\tpause()\n${inner(access)}\t\t${prefix}mu.Lock()\n\t}\n\t${prefix}mu.Unlock()\n`,
    second: locked('mu'),
  },
  {
    name: 'locked in a switch',
    races: false,
    locks: ['mu sync.Mutex'],
    first: (access, { prefix }) =>
      `\tswitch {\n\tcase time.Now().IsZero():\n\t\treturn\n\tdefault:\n\t\t${prefix}mu.Lock()\n${inner(access)}\t\t${prefix}mu.Unlock()\n\t}\n`,
    second: locked('mu'),
  },
  both('an embedded mutex', ['guard struct{ sync.Mutex }'], locked('guard')),
  both(
    'where it can be locked',
    ['mu sync.Mutex'],
    (access, { prefix }) => `\tif ${prefix}mu.TryLock() {\n${inner(access)}\t\t${prefix}mu.Unlock()\n\t}\n`,
  ),
  {
    name: 'where it cannot be locked',
    races: true,
    locks: ['mu sync.Mutex'],
    first: (access, { prefix }) =>
      `\tif ${prefix}mu.TryLock() {\n\t\t${prefix}mu.Unlock()\n\t} else {\n\t\tpanic("taken")\n\t}\n${access}`,
    second: locked('mu'),
  },
  both(
    'a lock on either branch',
    ['mu sync.Mutex'],
    (access, { prefix }) =>
      `\tif time.Now().IsZero() {\n\t\t${prefix}mu.Lock()\n\t} else {\n\t\t${prefix}mu.Lock()\n\t}\n${access}\t${prefix}mu.Unlock()\n`,
  ),
  {
    name: 'a lock on one branch',
    races: true,
    missed: true,
    locks: ['mu sync.Mutex'],
    first: (access, { prefix }) =>
      `\tif time.Now().IsZero() {\n\t\t${prefix}mu.Lock()\n\t\tdefer ${prefix}mu.Unlock()\n\t}\n${access}`,
    second: locked('mu'),
  },
  {
    name: 'unlocked on one branch',
    races: true,
    locks: ['mu sync.Mutex'],
    first: (access, { prefix }) =>
      `\t${prefix}mu.Lock()\n\tif !time.Now().IsZero() {\n\t\t${prefix}mu.Unlock()\n${inner(access)}\t\treturn\n\t}\n\t${prefix}mu.Unlock()\n`,
    second: locked('mu'),
  },
  both(
    'a channel of one token',
    ['token chan struct{}'],
    (access, { prefix }) => `\t${prefix}token <- struct{}{}\n${access}\t<-${prefix}token\n`,
    { start: ({ prefix }) => `\t${prefix}token = make(chan struct{}, 1)\n` },
  ),
  both(
    'a channel of three tokens',
    ['tokens chan int'],
    (access, { prefix }) => `\t${prefix}tokens <- 1\n${access}\t<-${prefix}tokens\n`,
    { races: true, start: ({ prefix }) => `\t${prefix}tokens = make(chan int, 3)\n` },
  ),
  both(
    'a function that runs it under the lock',
    ['mu sync.Mutex'],
    (access) => `\twith(func() {\n${inner(access)}\t})\n`,
    {
      isApart: true,
      declare: ({ prefix, parameters }) =>
        parameters === ''
          ? 'func with(f func()) {\n\tmu.Lock()\n\tdefer mu.Unlock()\n\tf()\n}\n\n'
          : `func (s *state) with(f func()) {\n\t${prefix}mu.Lock()\n\tdefer ${prefix}mu.Unlock()\n\tf()\n}\n\n`,
      first: runUnderLock,
      second: runUnderLock,
    },
  ),
  both(
    'functions that lock and unlock',
    ['mu sync.Mutex'],
    (access, place) => `\t${call(place, 'lock')}\n${access}\t${call(place, 'unlock')}\n`,
    {
      isApart: true,
      declare: (place) =>
        `${head(place, 'lock')} {\n\t${place.prefix}mu.Lock()\n}\n\n${head(place, 'unlock')} {\n\t${place.prefix}mu.Unlock()\n}\n\n`,
    },
  ),
  both(
    'a function that gives back how to unlock',
    ['mu sync.Mutex'],
    (access, place) => `\tfunc() {\n\t\tdefer ${call(place, 'hold')}()\n${inner(access)}\t}()\n`,
    {
      isApart: true,
      declare: (place) =>
        `${head(place, 'hold')} func() {\n\t${place.prefix}mu.Lock()\n\treturn ${place.prefix}mu.Unlock\n}\n\n`,
    },
  ),
  {
    name: 'a helper that expects the lock',
    races: false,
    locks: ['mu sync.Mutex'],
    isApart: true,
    declare: (place) => `${head(place, 'grow')} {\n\t${place.map}["a"]++\n}\n\n`,
    first: (_, place) => locked('mu')(`\t${call(place, 'grow')}\n`, place),
    second: locked('mu'),
  },
  {
    name: 'a helper that expects the lock, once without',
    races: true,
    locks: ['mu sync.Mutex'],
    isApart: true,
    declare: (place) => `${head(place, 'grow')} {\n\t${place.map}["a"]++\n}\n\n`,
    first: (_, place) => `\t${call(place, 'grow')}\n`,
    second: (access, place) => locked('mu')(`\t${call(place, 'grow')}\n${access}`, place),
  },
  {
    name: 'a lock of another value',
    races: true,
    locks: ['mu sync.Mutex'],
    isApart: true,
    first: (access, { prefix }) =>
      prefix === ''
        ? `\tvar own sync.Mutex\n\town.Lock()\n${access}\town.Unlock()\n`
        : `\tother := new(state)\n\tother.mu.Lock()\n${access}\tother.mu.Unlock()\n`,
    second: locked('mu'),
  },
  {
    name: 'an alias that leaves its lock',
    races: true,
    locks: ['mu sync.Mutex'],
    first: (access, { prefix, map }) =>
      `\t${prefix}mu.Lock()\n\talias := ${map}\n\t${prefix}mu.Unlock()\n${access.replace(map, 'alias')}`,
    second: locked('mu'),
  },
  {
    name: 'a clone that leaves the lock',
    races: false,
    locks: ['mu sync.Mutex'],
    first: (access, { prefix, map }) =>
      `\t${prefix}mu.Lock()\n\town := maps.Clone(${map})\n\t${prefix}mu.Unlock()\n${access.replace(map, 'own')}`,
    second: locked('mu'),
  },
  both('done once', ['once sync.Once'], (access, { prefix }) => `\t${prefix}once.Do(func() {\n${inner(access)}\t})\n`),
];

function runUnderLock(access: string, { prefix }: Place): string {
  return `\t${prefix}with(func() {\n${inner(access)}\t})\n`;
}

/** The head of a function of the package, or a method of what holds the map. */
function head({ parameters }: Place, name: string): string {
  return parameters === '' ? `func ${name}()` : `func (${parameters}) ${name}()`;
}

function call({ prefix }: Place, name: string): string {
  return `${prefix}${name}()`;
}

/** How a goroutine tells that it is done, and how that is awaited. */
interface Join {
  readonly name: string;
  readonly races: boolean;
  readonly start: string;
  /** What a function gets in order to tell: the parameter and the argument. */
  readonly parameter: string;
  readonly argument: string;
  /** Around the access, in the goroutine. */
  tell(access: string): string;
  readonly wait: string;
}

const joins: readonly Join[] = [
  joinOf('a wait group', '\twg := new(sync.WaitGroup)\n\twg.Add(1)\n', 'wg *sync.WaitGroup', 'wg.Done()', 'wg.Wait()'),
  joinOf('a channel closed', '\tdone := make(chan struct{})\n', 'done chan struct{}', 'close(done)', '<-done'),
  joinOf('a value sent', '\tdone := make(chan int)\n', 'done chan int', 'done <- 1', '<-done'),
  joinOf('a value sent to a buffer', '\tdone := make(chan int, 1)\n', 'done chan int', 'done <- 1', '<-done'),
  joinOf('a value received', '\tdone := make(chan int)\n', 'done chan int', '<-done', 'done <- 1'),
  joinOf('a range until closed', '\tdone := make(chan int)\n', 'done chan int', 'close(done)', 'for range done {\n\t}'),
  joinOf(
    'a context that is cancelled',
    '\tctx, cancel := context.WithCancel(context.Background())\n',
    'cancel func()',
    'cancel()',
    '<-ctx.Done()',
  ),
  joinOf(
    'a flag',
    '\tdone := new(atomic.Bool)\n',
    'done *atomic.Bool',
    'done.Store(true)',
    'for !done.Load() {\n\t\truntime.Gosched()\n\t}',
  ),
  joinOf(
    'a select',
    '\tdone := make(chan struct{})\n',
    'done chan struct{}',
    'close(done)',
    'select {\n\tcase <-done:\n\tcase <-time.After(time.Hour):\n\t\treturn\n\t}',
  ),
  { ...joinOf('nothing', '', '', '', ''), races: true },
  {
    ...joinOf(
      'a select that gives up',
      '\tdone := make(chan struct{})\n',
      'done chan struct{}',
      'close(done)',
      'select {\n\tcase <-done:\n\tdefault:\n\t}',
    ),
    races: true,
  },
  {
    ...joinOf(
      'a wait group told too early',
      '\twg := new(sync.WaitGroup)\n\twg.Add(1)\n',
      'wg *sync.WaitGroup',
      '',
      'wg.Wait()',
    ),
    races: true,
    tell: (access) => `\twg.Done()\n${access}`,
  },
  {
    ...joinOf('a buffer with room', '\tdone := make(chan int, 1)\n', 'done chan int', '<-done', 'done <- 1'),
    races: true,
  },
];

function joinOf(name: string, start: string, parameter: string, tell: string, wait: string): Join {
  return {
    name,
    races: false,
    start,
    parameter,
    argument: parameter.split(' ')[0]!,
    tell: (access) => (tell === '' ? access : `${access}\t${tell}\n`),
    wait: wait === '' ? '' : `\t${wait}\n`,
  };
}

/** How the goroutine is started that a join awaits. */
const starts: readonly Way[] = [
  {
    name: 'a literal',
    run: ({ first, second }) => `\tgo func() {\n${inner(first)}\t}()\n${second}`,
  },
  {
    name: 'a literal by name',
    run: ({ first, second }) => `\tf := func() {\n${inner(first)}\t}\n\tgo f()\n${second}`,
  },
  {
    name: 'a timer',
    run: ({ first, second }) => `\ttime.AfterFunc(0, func() {\n${inner(first)}\t})\n${second}`,
  },
  {
    name: 'a goroutine of a goroutine',
    run: ({ first, second }) => `\tgo func() {\n\t\tgo func() {\n${inner(first, 2)}\t\t}()\n\t}()\n${second}`,
  },
];

/** The access that comes first in the source is a write, the other one a read, or a write as well. */
function accessesOf({ map }: Place, guard?: Guard): readonly [string, string] {
  const write = `\t${map}["a"]++\n`;
  const bothWrite = guard?.name === 'read locks around a write' || guard?.name === 'done once';
  return [write, bothWrite ? write : `\tif ${map}["a"] > 1000 {\n\t\tpanic("never")\n\t}\n`];
}

/** Ways to run at once with what guards them, and goroutines with what awaits them, for each place of the map. */
export function combinations(): readonly Combination[] {
  return places.flatMap((place) => [...guarded(place), ...awaited(place)]);
}

function* guarded(place: Place): Generator<Combination> {
  const isLocal = place.parameters === undefined;
  for (const way of ways) {
    for (const guard of guards) {
      if (isLocal && (way.isApart === true || guard.isApart === true)) continue;
      if (way.isOfField && place.prefix === '') continue;
      const [first, second] = accessesOf(place, guard);
      const parts = { first: pause + guard.first(first, place), second: pause + guard.second(second, place), place };
      yield {
        name: `${place.name}, ${way.name}, ${guard.name}`,
        races: guard.races,
        missed: guard.missed === true,
        text: program(
          `${place.declare(guard.locks)}\n${guard.declare?.(place) ?? ''}${way.declare?.(parts) ?? ''}`,
          `${place.start(guard.locks)}${guard.start?.(place) ?? ''}${way.run(parts)}`,
        ),
      };
    }
  }
}

function* awaited(place: Place): Generator<Combination> {
  const [first, second] = accessesOf(place);
  for (const join of joins) {
    for (const start of starts) {
      yield {
        name: `${place.name}, ${start.name}, ${join.name}`,
        races: join.races,
        missed: false,
        text: program(
          place.declare([]),
          place.start([]) + join.start + start.run({ first: join.tell(first), second: join.wait + second, place }),
        ),
      };
    }
    if (place.parameters === undefined) continue;
    const parameters = [place.parameters, join.parameter].filter((each) => each !== '').join(', ');
    const given = [place.arguments, join.argument].filter((each) => each !== '').join(', ');
    yield {
      name: `${place.name}, a function, ${join.name}`,
      races: join.races,
      missed: false,
      text: program(
        `${place.declare([])}\nfunc work(${parameters}) {\n${join.tell(first)}}\n\n`,
        `${place.start([])}${join.start}\tgo work(${given})\n${join.wait}${second}`,
      ),
    };
    yield {
      name: `${place.name}, a function with a deferred signal, ${join.name}`,
      races: join.races,
      missed: false,
      text: program(
        `${place.declare([])}\nfunc work(${parameters}) {\n${deferredSignal(join, first)}}\n\n`,
        `${place.start([])}${join.start}\tgo work(${given})\n${join.wait}${second}`,
      ),
    };
  }
}

/** The signal that stands behind the access, deferred before it. */
function deferredSignal(join: Join, access: string): string {
  const told = join.tell(access);
  const signal = told.startsWith(access) ? told.slice(access.length).trim() : '';
  if (signal === '' || signal.startsWith('<-') || signal.includes('<- ')) {
    return signal === '' ? told : `\tdefer func() {\n\t\t${signal}\n\t}()\n${access}`;
  }
  return `\tdefer ${signal}\n${access}`;
}

/** What a program may use, by how it is named in the source. */
const importPaths: readonly (readonly [RegExp, string])[] = [
  [/\bcontext\./, 'context'],
  [/\bmaps\./, 'maps'],
  [/\brand\./, 'math/rand/v2'],
  [/\bhttp\./, 'net/http'],
  [/\bhttptest\./, 'net/http/httptest'],
  [/\bruntime\./, 'runtime'],
  [/\bsync\./, 'sync'],
  [/\batomic\./, 'sync/atomic'],
  [/\btime\./, 'time'],
];

/** Which of two accesses comes first is not always the same, or a lock of one of them could order them every time. */
const pause = '\tpause()\n';
const pauses = 'func pause() {\n\ttime.Sleep(time.Duration(rand.IntN(300)) * time.Microsecond)\n}\n\n';

/** Asks a handler several times at once. */
const request =
  'func request(h http.Handler) {\n\tfor range 4 {\n\t\tfor _, path := range []string{"/a", "/b"} {\n' +
  '\t\t\tgo h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))\n\t\t}\n\t}\n}\n\n';

function program(declarations: string, run: string): string {
  const body =
    `${declarations}${run.includes('request(') ? request : ''}${pauses}` +
    `func run() {\n${run}}\n\nfunc main() {\n\trun()\n\ttime.Sleep(20 * time.Millisecond)\n}\n`;
  const imports = importPaths.filter(([use]) => use.test(body)).map(([, path]) => `\t"${path}"\n`);
  return `package main\n\nimport (\n${imports.join('')})\n\n${body}`;
}
