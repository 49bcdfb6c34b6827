/**
 * What the functions of well-known modules return, for when their sources cannot be read: before `go mod download`, or in
 * a browser. Only what leads to a value that rules know by its type's name: a group of goroutines, a router.
 */

/** `*Group`: a pointer to a type of the same package. `_`: anything else. */
type Results = readonly string[];

const router: Results = ['*Router'];
const group: Results = ['*Group'];
const routerGroup: Results = ['*RouterGroup'];

/** By package, its version left out, and function; methods have their type before their name. */
const known: Readonly<Record<string, Readonly<Record<string, Results>>>> = {
  'golang.org/x/sync/errgroup': { WithContext: ['*Group', '_'] },
  'github.com/sourcegraph/conc': { NewWaitGroup: ['*WaitGroup'] },
  'github.com/sourcegraph/conc/pool': {
    New: ['*Pool'],
    'Pool.WithMaxGoroutines': ['*Pool'],
    'Pool.WithErrors': ['*ErrorPool'],
    'Pool.WithContext': ['*ContextPool'],
    'ErrorPool.WithContext': ['*ContextPool'],
    'ErrorPool.WithFirstError': ['*ErrorPool'],
    'ErrorPool.WithMaxGoroutines': ['*ErrorPool'],
    'ContextPool.WithCancelOnError': ['*ContextPool'],
    'ContextPool.WithMaxGoroutines': ['*ContextPool'],
  },
  'github.com/gammazero/workerpool': { New: ['*WorkerPool'] },
  'github.com/alitto/pond': { New: ['*WorkerPool'] },
  'github.com/panjf2000/ants': { NewPool: ['*Pool', '_'] },
  'github.com/gorilla/mux': {
    NewRouter: router,
    'Router.PathPrefix': ['*Route'],
    'Router.Path': ['*Route'],
    'Router.Methods': ['*Route'],
    'Router.Host': ['*Route'],
    'Router.NewRoute': ['*Route'],
    'Route.Path': ['*Route'],
    'Route.Methods': ['*Route'],
    'Route.Subrouter': router,
  },
  'github.com/julienschmidt/httprouter': { New: router },
  'github.com/go-chi/chi': { NewRouter: ['*Mux'], NewMux: ['*Mux'] },
  'github.com/gin-gonic/gin': {
    New: ['*Engine'],
    Default: ['*Engine'],
    'Engine.Group': routerGroup,
    'RouterGroup.Group': routerGroup,
  },
  'github.com/labstack/echo': { New: ['*Echo'], 'Echo.Group': group, 'Group.Group': group },
  'github.com/gofiber/fiber': { New: ['*App'], 'App.Group': ['Router'], 'Router.Group': ['Router'] },
  'github.com/miekg/dns': { NewServeMux: ['*ServeMux'] },
  'github.com/robfig/cron': { New: ['*Cron'] },
  'github.com/nats-io/nats.go': {
    Connect: ['*Conn', '_'],
    NewEncodedConn: ['*EncodedConn', '_'],
    'Conn.JetStream': ['JetStreamContext', '_'],
  },
  'github.com/eclipse/paho.mqtt.golang': { NewClient: ['Client'] },
  'github.com/nsqio/go-nsq': { NewConsumer: ['*Consumer', '_'] },
  'google.golang.org/grpc': { NewServer: ['*Server'] },
};

/** The results of a function, or of a method as `Type.Method`; undefined for what is not known. */
export function opaqueResults(pkg: string, name: string): Results | undefined {
  return known[pkg.replace(/\/v\d+$/, '')]?.[name];
}
