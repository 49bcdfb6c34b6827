/**
 * What frameworks call concurrently: functions and values that are registered with them, methods by the interface that
 * they are declared for, and literals with the parameters of a handler.
 */
import type { Func, Type } from '../types/types.js';
import { underlying } from '../types/index.js';
import type { Callee, FuncHead } from './ir.js';
import type { Model } from './library.js';

/** Called once for each request, by goroutines of their own. */
const handler: Model = { spawns: { kind: 'handler' } };
/** Called for one message after the other, by one goroutine for each registration. */
const consumer: Model = { spawns: { kind: 'consumer' } };
const service: Model = { spawns: { kind: 'handler', methods: 'exported' } };
const group: Model = { spawns: { kind: 'group', joinedBy: 0 } };
const waits: Model = { waits: 0 };
const pooled: Model = { spawns: { kind: 'group' } };

const httpMethods = '(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT|TRACE)';
const httpMethodsInWords = '(Get|Post|Put|Patch|Delete|Head|Options|Connect|Trace|All)';

type Rows = readonly (readonly [name: RegExp, model: Model])[];

/** By package or receiver type, its version left out: which functions and methods register or start what they are given. */
const registrars: Readonly<Record<string, Rows>> = {
  'net/http': [[/^(Handle|HandleFunc|ListenAndServe|ListenAndServeTLS|Serve|ServeTLS)$/, handler]],
  'net/http.ServeMux': [[/^Handle(Func)?$/, handler]],
  'net/http/httptest': [[/^New(TLS|Unstarted)?Server$/, handler]],
  'github.com/gorilla/mux.Router': [[/^Handle(Func)?$/, handler]],
  'github.com/gorilla/mux.Route': [[/^Handler(Func)?$/, handler]],
  'github.com/julienschmidt/httprouter.Router': [
    [new RegExp(`^(${httpMethods}|Handle|Handler|HandlerFunc)$`), handler],
  ],
  'github.com/go-chi/chi.Mux': [[new RegExp(`^(${httpMethodsInWords}|Handle(Func)?|Method(Func)?)$`), handler]],
  'github.com/go-chi/chi.Router': [[new RegExp(`^(${httpMethodsInWords}|Handle(Func)?|Method(Func)?)$`), handler]],
  'github.com/gin-gonic/gin.Engine': [[new RegExp(`^(${httpMethods}|Any|Handle|Use|NoRoute)$`), handler]],
  'github.com/gin-gonic/gin.RouterGroup': [[new RegExp(`^(${httpMethods}|Any|Handle|Use)$`), handler]],
  'github.com/gin-gonic/gin.IRouter': [[new RegExp(`^(${httpMethods}|Any|Handle|Use)$`), handler]],
  'github.com/gin-gonic/gin.IRoutes': [[new RegExp(`^(${httpMethods}|Any|Handle|Use)$`), handler]],
  'github.com/labstack/echo.Echo': [[new RegExp(`^(${httpMethods}|Any|Add|Match|Use)$`), handler]],
  'github.com/labstack/echo.Group': [[new RegExp(`^(${httpMethods}|Any|Add|Match|Use)$`), handler]],
  'github.com/gofiber/fiber.App': [[new RegExp(`^(${httpMethodsInWords}|Add|Use)$`), handler]],
  'github.com/gofiber/fiber.Router': [[new RegExp(`^(${httpMethodsInWords}|Add|Use)$`), handler]],
  'github.com/miekg/dns': [[/^Handle(Func)?$/, handler]],
  'github.com/miekg/dns.ServeMux': [[/^Handle(Func)?$/, handler]],

  'net/rpc': [[/^Register(Name)?$/, service]],
  'net/rpc.Server': [[/^Register(Name)?$/, service]],

  expvar: [[/^Publish$/, handler]],
  'github.com/prometheus/client_golang/prometheus': [[/^New(Gauge|Counter|Untyped)Func$/, handler]],
  'github.com/robfig/cron.Cron': [[/^Add(Func|Job)$/, handler]],

  'k8s.io/client-go/tools/cache.SharedInformer': [[/^AddEventHandler/, consumer]],
  'k8s.io/client-go/tools/cache.SharedIndexInformer': [[/^AddEventHandler/, consumer]],
  'sigs.k8s.io/controller-runtime/pkg/cache.Informer': [[/^AddEventHandler/, consumer]],
  'github.com/nats-io/nats.go.Conn': [[/^(Queue)?Subscribe$/, consumer]],
  'github.com/nats-io/nats.go.EncodedConn': [[/^(Queue)?Subscribe$/, consumer]],
  'github.com/nats-io/nats.go.JetStreamContext': [[/^(Queue)?Subscribe$/, consumer]],
  'github.com/nats-io/nats.go/jetstream.Consumer': [[/^Consume$/, consumer]],
  'github.com/eclipse/paho.mqtt.golang.Client': [[/^Subscribe(Multiple)?$/, consumer]],
  'github.com/nsqio/go-nsq.Consumer': [
    [/^AddHandler$/, consumer],
    [/^AddConcurrentHandlers$/, handler],
  ],

  'github.com/sourcegraph/conc.WaitGroup': [
    [/^Go$/, group],
    [/^Wait(AndRecover)?$/, waits],
  ],
  'github.com/sourcegraph/conc/pool.Pool': [
    [/^Go$/, group],
    [/^Wait$/, waits],
  ],
  'github.com/sourcegraph/conc/pool.ErrorPool': [
    [/^Go$/, group],
    [/^Wait$/, waits],
  ],
  'github.com/sourcegraph/conc/pool.ContextPool': [
    [/^Go$/, group],
    [/^Wait$/, waits],
  ],
  'github.com/gammazero/workerpool.WorkerPool': [
    [/^Submit$/, group],
    [/^StopWait$/, waits],
  ],
  'github.com/alitto/pond.WorkerPool': [
    [/^Submit$/, group],
    [/^StopAndWait$/, waits],
  ],
  'github.com/panjf2000/ants': [[/^Submit$/, pooled]],
  'github.com/panjf2000/ants.Pool': [[/^Submit$/, pooled]],
};

type Named = Pick<Callee & { readonly kind: 'static' }, 'func' | 'recvType'>;

/** What a function of a framework does with what it is given; undefined for all others. */
export function registeredBy({ func, recvType }: Named): Model | undefined {
  const owner = (recvType || func.pkg).replace(/\/v\d+(?=[./]|$)/, '');
  const row = registrars[owner]?.find(([name]) => name.test(func.name));
  return row?.[1] ?? (isServiceRegistration(func) ? handler : undefined);
}

/** `RegisterGreeterServer(s grpc.ServiceRegistrar, srv GreeterServer)`, as protoc makes it for each service. */
function isServiceRegistration({ name, type }: Func): boolean {
  if (!/^Register\w+Server$/.test(name) || type.recv) return false;
  const [registrar] = type.params;
  return registrar !== undefined && /^\*?google\.golang\.org\/grpc\./.test(shapeOf(registrar.type));
}

/** `Name(parameter types)` of a method, with types by their import path: what an interface asks for. */
export function methodShape(func: Func): string {
  if (!func.type.recv) return '';
  return `${func.name}(${func.type.params.map(({ type }) => shapeOf(type)).join(',')})`;
}

function shapeOf(type: Type): string {
  const named = type.kind === 'pointer' ? type.elem : type;
  const star = type.kind === 'pointer' ? '*' : '';
  return named.kind === 'named' ? `${star}${named.obj.pkg}.${named.obj.name}` : underlying(type).kind;
}

/** http.Handler; prometheus.Collector; dns.Handler; sarama.ConsumerGroupHandler. */
const concurrentMethods =
  /^(ServeHTTP\(net\/http\.ResponseWriter,\*net\/http\.Request\)|Collect\(chan\)|ServeDNS\(.*\)|ConsumeClaim\([^,]*\.ConsumerGroupSession,[^,]*\.ConsumerGroupClaim\))$/;

/** Whether frameworks call the method concurrently, whatever type it is declared on. */
export function isCalledConcurrently(func: Func): boolean {
  const shape = methodShape(func);
  return concurrentMethods.test(shape) || (serviceMethods.test(shape) && isService(func));
}

/** Methods of gRPC services: `Get(context.Context, *GetRequest)`, and streams. */
const serviceMethods = /^\p{Lu}\w*\((context\.Context,\*[^,]+|([^,]+,)?[^,]+(Server|Stream\w*))\)$/u;

/** The receiver embeds what protoc makes for those who implement a service. */
function isService({ type }: Func): boolean {
  const recv = type.recv?.type;
  const struct = recv && underlying(recv.kind === 'pointer' ? recv.elem : recv);
  return (
    struct?.kind === 'struct' &&
    struct.fields.some(({ embedded, name }) => embedded && /^(Unimplemented|Unsafe)\w+Server$/.test(name))
  );
}

/** Whether a function literal has the parameters that a framework gives to handlers of requests. */
export function isHandlerLiteral({ func, paramTypes }: FuncHead): boolean {
  return !func && handlerParameters.test(paramTypes.map(shapeOf).join(','));
}

const handlerParameters =
  /^(net\/http\.ResponseWriter,\*net\/http\.Request|\*github\.com\/gin-gonic\/gin\.Context|github\.com\/labstack\/echo\/v\d\.Context|\*github\.com\/gofiber\/fiber\/v\d\.Ctx)$/;
