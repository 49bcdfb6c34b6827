/**
 * What is known of functions whose bodies are not analysed: locks, goroutines, waiting, maps read and written. One
 * table, keyed by `import/path.Func` or `import/path.Type.Method`; what is not in it is assumed to read its arguments,
 * to call function arguments before it returns, and to keep nothing.
 */
import type { Callee } from './ir.js';
import { registeredBy } from './framework.js';
import { lendingOf, lentField, type Lending } from './library-loans.js';
import type { Mode } from './state.js';
import type { TaskKind } from './summary.js';
import { underlying } from '../types/index.js';
import type { Func } from '../types/types.js';

/** Indices are of `Call.args`: the receiver is 0 for methods. */
export interface Model {
  readonly lock?: { readonly mode: Mode; readonly tries?: boolean };
  readonly unlock?: Mode;
  /** Gives the lock's read side as a value. */
  readonly rlocker?: true;
  /** Runs function arguments at the same time as the caller. `joinedBy`: the argument that is waited on for their end. */
  readonly spawns?: {
    readonly kind: TaskKind;
    readonly joinedBy?: number;
    /** Runs the exported methods of values. */
    readonly methods?: 'exported';
    /** Runs several at once, and returns when they are done. */
    readonly many?: true;
  };
  readonly waits?: number;
  /** Waits for a condition: for whatever is under way, as far as anybody can tell. */
  readonly settles?: true;
  readonly signals?: number;
  /** Sees what was set in an atomic variable, sets it, or is the only one to set it. */
  readonly observes?: number;
  readonly sets?: number;
  readonly claims?: number;
  /** The second result ends the context that is the first one. */
  readonly cancels?: true;
  /** The result is the channel that tells of the end of a context. */
  readonly ends?: true;
  /** Calls its function argument under a lock of its own (`sync.Once.Do`). */
  readonly once?: number;
  /** Runs its function argument as a subtest: at once, or, if that calls `t.Parallel`, with its siblings. */
  readonly subtest?: { readonly test: number; readonly many?: true };
  readonly parallel?: true;
  /** Map arguments that are written, read as a whole. */
  readonly writes?: readonly number[];
  readonly reads?: readonly number[];
  /** Argument that the result is, or may be. */
  readonly returns?: number;
  /** The result is new memory that holds what the argument's elements hold. */
  readonly clones?: number;
  /**
   * Decodes into what an argument points to: adds to the maps that are there. `maps`: a map may be given as it is too.
   * XML has no maps.
   */
  readonly decodes?: { readonly into: number; readonly maps?: true };
  /** The result is the context that is the first argument with an argument in it, under a key: an argument, or fixed. */
  readonly puts?: { readonly value: number; readonly key: number | { readonly name: string } };
  /** The result is what the context that is the first argument has under the key. */
  readonly takes?: { readonly key: number };
  /** The result is a part of the first argument, the same each time. */
  readonly part?: string;
  /** What the entries of one argument hold becomes entries of another. */
  readonly copies?: { readonly to: number; readonly from: number };
  /** Keeps these arguments: they outlive the call. */
  readonly keeps?: readonly number[];
  /** The results are shared with others. */
  readonly lends?: Lending;
  /** The result is the map in this field of the receiver, as itself. */
  readonly field?: string;
  /** Writes to what its arguments from this one on point to. */
  readonly fills?: number;
}

const lock: Model = { lock: { mode: 'write' } };
const rlock: Model = { lock: { mode: 'read' } };

const table: Readonly<Record<string, Model>> = {
  'sync.Mutex.Lock': lock,
  'sync.Mutex.Unlock': { unlock: 'write' },
  'sync.Mutex.TryLock': { lock: { mode: 'write', tries: true } },
  'sync.RWMutex.Lock': lock,
  'sync.RWMutex.Unlock': { unlock: 'write' },
  'sync.RWMutex.TryLock': { lock: { mode: 'write', tries: true } },
  'sync.RWMutex.RLock': rlock,
  'sync.RWMutex.RUnlock': { unlock: 'read' },
  'sync.RWMutex.TryRLock': { lock: { mode: 'read', tries: true } },
  'sync.RWMutex.RLocker': { rlocker: true },
  'sync.Locker.Lock': lock,
  'sync.Locker.Unlock': { unlock: 'write' },
  'sync.Once.Do': { once: 0 },
  'sync.NewCond': { returns: 0 },
  'sync.Cond.Wait': { settles: true },

  'sync.Map.Store': { keeps: [1, 2] },
  'sync.Map.LoadOrStore': { keeps: [1, 2] },
  'sync.Map.Swap': { keeps: [1, 2] },
  'sync/atomic.Value.Store': { keeps: [1] },
  'sync/atomic.Value.Swap': { keeps: [1] },

  'sync.WaitGroup.Wait': { waits: 0 },
  'sync.WaitGroup.Done': { signals: 0 },
  'sync.WaitGroup.Go': { spawns: { kind: 'group', joinedBy: 0 } },
  'golang.org/x/sync/errgroup.Group.Go': { spawns: { kind: 'group', joinedBy: 0 } },
  'golang.org/x/sync/errgroup.Group.TryGo': { spawns: { kind: 'group', joinedBy: 0 } },
  'golang.org/x/sync/errgroup.Group.Wait': { waits: 0 },
  'time.AfterFunc': { spawns: { kind: 'timer' } },
  'context.WithValue': { puts: { value: 2, key: 1 } },
  'context.Context.Value': { takes: { key: 1 } },
  'context.Context.Done': { ends: true },
  'context.WithCancel': { returns: 0, cancels: true },
  'context.WithCancelCause': { returns: 0, cancels: true },
  'context.WithDeadline': { returns: 0, cancels: true },
  'context.WithTimeout': { returns: 0, cancels: true },
  'os/signal.NotifyContext': { returns: 0, cancels: true },
  'context.WithoutCancel': { returns: 0 },
  'net/http.Request.Context': { part: '[context]' },
  'google.golang.org/grpc/metadata.NewOutgoingContext': { puts: { value: 1, key: { name: 'outgoing metadata' } } },
  'google.golang.org/grpc/metadata.NewIncomingContext': { puts: { value: 1, key: { name: 'incoming metadata' } } },
  'context.AfterFunc': { spawns: { kind: 'timer' } },
  'runtime.SetFinalizer': { spawns: { kind: 'timer' } },
  'runtime.AddCleanup': { spawns: { kind: 'timer' } },
  'testing.B.RunParallel': { spawns: { kind: 'group', many: true } },
  'testing.T.Run': { subtest: { test: 2 } },
  'testing.T.Parallel': { parallel: true },
  'testing.F.Fuzz': { subtest: { test: 1, many: true } },

  'maps.Clone': { reads: [0], clones: 0 },
  'maps.Copy': { writes: [0], reads: [1], copies: { to: 0, from: 1 } },
  'maps.Insert': { writes: [0], copies: { to: 0, from: 1 } },
  'maps.Collect': { clones: 0 },
  'slices.Clone': { clones: 0 },
  'maps.DeleteFunc': { writes: [0] },
  'maps.Equal': { reads: [0, 1] },
  'maps.EqualFunc': { reads: [0, 1] },
  'maps.Keys': { reads: [0], returns: 0 },
  'maps.Values': { reads: [0], returns: 0 },
  'maps.All': { reads: [0], returns: 0 },
  'golang.org/x/exp/maps.Clone': { reads: [0], clones: 0 },
  'golang.org/x/exp/maps.Copy': { writes: [0], reads: [1], copies: { to: 0, from: 1 } },
  'golang.org/x/exp/slices.Clone': { clones: 0 },
  'golang.org/x/exp/maps.Clear': { writes: [0] },
  'golang.org/x/exp/maps.DeleteFunc': { writes: [0] },
  'golang.org/x/exp/maps.Keys': { reads: [0] },
  'golang.org/x/exp/maps.Values': { reads: [0] },

  'encoding/json.Unmarshal': { decodes: { into: 1 } },
  'encoding/json/v2.Unmarshal': { decodes: { into: 1 } },
  'github.com/goccy/go-json.Unmarshal': { decodes: { into: 1 } },
  'github.com/json-iterator/go.Unmarshal': { decodes: { into: 1 } },
  'github.com/bytedance/sonic.Unmarshal': { decodes: { into: 1 } },
  'github.com/segmentio/encoding/json.Unmarshal': { decodes: { into: 1 } },
  'encoding/json.Decoder.Decode': { decodes: { into: 1 } },
  'github.com/goccy/go-json.Decoder.Decode': { decodes: { into: 1 } },
  'github.com/json-iterator/go.Decoder.Decode': { decodes: { into: 1 } },
  'github.com/segmentio/encoding/json.Decoder.Decode': { decodes: { into: 1 } },
  'github.com/json-iterator/go.API.Unmarshal': { decodes: { into: 2 } },
  'github.com/gin-gonic/gin.Context.BindJSON': { decodes: { into: 1 } },
  'github.com/gin-gonic/gin.Context.ShouldBindJSON': { decodes: { into: 1 } },
  'encoding/gob.Decoder.Decode': { decodes: { into: 1 } },
  'gopkg.in/yaml.v2.Unmarshal': { decodes: { into: 1, maps: true } },
  'gopkg.in/yaml.v2.Decoder.Decode': { decodes: { into: 1, maps: true } },
  'gopkg.in/yaml.v3.Unmarshal': { decodes: { into: 1, maps: true } },
  'gopkg.in/yaml.v3.Decoder.Decode': { decodes: { into: 1, maps: true } },
  'go.yaml.in/yaml/v2.Unmarshal': { decodes: { into: 1, maps: true } },
  'go.yaml.in/yaml/v2.Decoder.Decode': { decodes: { into: 1, maps: true } },
  'go.yaml.in/yaml/v3.Unmarshal': { decodes: { into: 1, maps: true } },
  'go.yaml.in/yaml/v3.Decoder.Decode': { decodes: { into: 1, maps: true } },
  'go.yaml.in/yaml/v4.Unmarshal': { decodes: { into: 1, maps: true } },
  'go.yaml.in/yaml/v4.Decoder.Decode': { decodes: { into: 1, maps: true } },
  'github.com/goccy/go-yaml.Unmarshal': { decodes: { into: 1, maps: true } },
  'github.com/goccy/go-yaml.Decoder.Decode': { decodes: { into: 1, maps: true } },
  'gopkg.in/yaml.v2.UnmarshalStrict': { decodes: { into: 1, maps: true } },
  'gopkg.in/yaml.v3.Node.Decode': { decodes: { into: 1, maps: true } },
  'sigs.k8s.io/yaml.Unmarshal': { decodes: { into: 1 } },
  'sigs.k8s.io/yaml.UnmarshalStrict': { decodes: { into: 1 } },
  'github.com/ghodss/yaml.Unmarshal': { decodes: { into: 1 } },
  'github.com/BurntSushi/toml.Unmarshal': { decodes: { into: 1 } },
  'github.com/BurntSushi/toml.Decode': { decodes: { into: 1 } },
  'github.com/BurntSushi/toml.DecodeFile': { decodes: { into: 1 } },
  'github.com/BurntSushi/toml.DecodeFS': { decodes: { into: 2 } },
  'github.com/BurntSushi/toml.Decoder.Decode': { decodes: { into: 1 } },
  'github.com/pelletier/go-toml.Unmarshal': { decodes: { into: 1 } },
  'github.com/pelletier/go-toml.Decoder.Decode': { decodes: { into: 1 } },
  'github.com/pelletier/go-toml/v2.Unmarshal': { decodes: { into: 1 } },
  'github.com/pelletier/go-toml/v2.Decoder.Decode': { decodes: { into: 1 } },
  'github.com/mitchellh/mapstructure.Decode': { decodes: { into: 1 } },
  'github.com/mitchellh/mapstructure.WeakDecode': { decodes: { into: 1 } },
  'github.com/mitchellh/mapstructure.DecodeMetadata': { decodes: { into: 1 } },
  'github.com/mitchellh/mapstructure.WeakDecodeMetadata': { decodes: { into: 1 } },
  'github.com/go-viper/mapstructure/v2.Decode': { decodes: { into: 1 } },
  'github.com/go-viper/mapstructure/v2.WeakDecode': { decodes: { into: 1 } },
  'github.com/go-viper/mapstructure/v2.DecodeMetadata': { decodes: { into: 1 } },
  'github.com/go-viper/mapstructure/v2.WeakDecodeMetadata': { decodes: { into: 1 } },
  'github.com/spf13/viper.Unmarshal': { decodes: { into: 0 } },
  'github.com/spf13/viper.UnmarshalExact': { decodes: { into: 0 } },
  'github.com/spf13/viper.UnmarshalKey': { decodes: { into: 1 } },
  'github.com/spf13/viper.Viper.Unmarshal': { decodes: { into: 1 } },
  'github.com/spf13/viper.Viper.UnmarshalExact': { decodes: { into: 1 } },
  'github.com/spf13/viper.Viper.UnmarshalKey': { decodes: { into: 2 } },

  'database/sql.Row.Scan': { fills: 1 },
  'database/sql.Rows.Scan': { fills: 1 },
  'encoding/binary.Read': { fills: 2 },
  'fmt.Fscan': { fills: 1 },
  'fmt.Fscanf': { fills: 2 },
  'fmt.Fscanln': { fills: 1 },
  'fmt.Scan': { fills: 0 },
  'fmt.Scanf': { fills: 1 },
  'fmt.Scanln': { fills: 0 },
  'fmt.Sscan': { fills: 1 },
  'fmt.Sscanf': { fills: 2 },
  'fmt.Sscanln': { fills: 1 },

  'net/http.Header.Set': { writes: [0] },
  'net/http.Header.Add': { writes: [0] },
  'net/http.Header.Del': { writes: [0] },
  'net/http.Header.Get': { reads: [0] },
  'net/http.Header.Values': { reads: [0] },
  'net/http.Header.Clone': { reads: [0] },
  'net/http.Header.Write': { reads: [0] },
  'net/textproto.MIMEHeader.Set': { writes: [0] },
  'net/textproto.MIMEHeader.Add': { writes: [0] },
  'net/textproto.MIMEHeader.Del': { writes: [0] },
  'net/textproto.MIMEHeader.Get': { reads: [0] },
  'net/textproto.MIMEHeader.Values': { reads: [0] },
  'net/url.Values.Set': { writes: [0] },
  'net/url.Values.Add': { writes: [0] },
  'net/url.Values.Del': { writes: [0] },
  'net/url.Values.Get': { reads: [0] },
  'net/url.Values.Has': { reads: [0] },
  'net/url.Values.Encode': { reads: [0] },
};

const atomicVariable = /^sync\/atomic\.(Bool|U?[Ii]nt(32|64|ptr))\.(\w+)$/;

/** Atomic variables order what stands around them: the Go memory model, "Atomic Values". */
function atomicModel(name: string): Model | undefined {
  const method = atomicVariable.exec(name)?.[3];
  if (method === undefined) return undefined;
  if (method === 'Load') return { observes: 0 };
  return method === 'CompareAndSwap' ? { claims: 0 } : { sets: 0 };
}

/** Lock types of other modules are recognised by their methods. */
const lockMethods: Readonly<Record<string, Model>> = {
  Lock: lock,
  Unlock: { unlock: 'write' },
  RLock: rlock,
  RUnlock: { unlock: 'read' },
  TryLock: { lock: { mode: 'write', tries: true } },
  TryRLock: { lock: { mode: 'read', tries: true } },
};

/** Formatting and encoding read the maps they are given. */
const readers =
  /^(fmt\.(Print|Sprint|Fprint|Append|Error)(f|ln)?|encoding\/json\.Marshal(Indent)?|encoding\/json\.Encoder\.Encode|encoding\/gob\.Encoder\.Encode|reflect\.DeepEqual|log\.(Print|Printf|Println))$/;

/** A declared function, and the receiver's named type as `path.Name`; '' for functions. */
type Name = Pick<Callee & { readonly kind: 'static' }, 'func' | 'recvType'>;

/** The model of a function without an analysed body; undefined where nothing special is known. */
export function modelOf(name: Name): Model | undefined {
  const known = table[fullName(name)] ?? atomicModel(fullName(name));
  if (known) return known;
  const { func, recvType } = name;
  const registered = registeredBy(name);
  if (registered) return registered;
  const lends = lendingOf(recvType, func.name, fullName(name));
  if (lends) return { lends };
  const field = lentField(fullName(name));
  if (field !== undefined) return { field };
  return recvType && !isKeyed(func) ? lockMethods[func.name] : undefined;
}

/** `Lock(name string)` of a type that keeps a lock for each name. */
function isKeyed({ type: { params } }: Func): boolean {
  return params.some(
    ({ type }) => underlying(type).kind === 'basic' && !(type.kind === 'named' && type.obj.pkg === 'time'),
  );
}

/** Whether a call writes to what the argument, counted without a receiver, points to. */
export function fillsArgument(name: Name, argument: number): boolean {
  const { fills, decodes } = modelOf(name) ?? {};
  const index = argument + (name.recvType ? 1 : 0);
  return (fills !== undefined && index >= fills) || decodes?.into === index;
}

/** Whether calls of the function read as a whole every map they are given. */
export function readsArguments(name: Name): boolean {
  return readers.test(fullName(name));
}

function fullName({ func, recvType }: Name): string {
  return `${recvType || func.pkg}.${func.name}`;
}
