/**
 * What libraries hand out though they go on using it: caches that give one object to all who ask, getters that return
 * their own map. Functions that return a copy (`url.URL.Query`, `metadata.FromIncomingContext`) are not listed: what they
 * give is the caller's.
 */

/** Why others may have what a function returns. */
export interface Lending {
  readonly why: string;
  /** Its documentation says that callers must not write to it. */
  readonly documented: boolean;
}

const informer: Lending = {
  why: "it is the informer's cache, which all share and nobody may write to",
  documented: true,
};
const inMemory: Lending = { why: 'the cache gives the same value to all who ask for the key', documented: false };
const database: Lending = {
  why: 'it is the object that the database holds, which readers of all its versions share and nobody may write to',
  documented: true,
};
const settings: Lending = { why: 'it is part of the settings that all read', documented: false };

/** By receiver type: the methods that lend. */
const lenders: readonly (readonly [type: RegExp, method: RegExp, lending: Lending])[] = [
  // Listers that client-gen makes, of Kubernetes' own types and of others.
  [/\/listers\/.*\.\w+Lister$/, /^(Get|List)$/, informer],
  [/^k8s\.io\/client-go\/tools\/cache\.Generic(Namespace)?Lister$/, /^(Get|List)$/, informer],
  [
    /^k8s\.io\/client-go\/tools\/cache\.(Store|Indexer|ThreadSafeStore)$/,
    /^(Get|GetByKey|List|Index|ByIndex)$/,
    informer,
  ],
  [/^github\.com\/patrickmn\/go-cache\.(Cache|cache)$/, /^(Get|GetWithExpiration|Items)$/, inMemory],
  [/^github\.com\/hashicorp\/golang-lru(\/v2)?(\/\w+)?\.\w*(Cache|LRU)$/, /^(Get|Peek)$/, inMemory],
  [/^github\.com\/dgraph-io\/ristretto(\/v2)?\.Cache$/, /^Get$/, inMemory],
  [/^github\.com\/golang\/groupcache\/lru\.Cache$/, /^Get$/, inMemory],
  [/^github\.com\/jellydator\/ttlcache\/v3\.Item$/, /^Value$/, inMemory],
  [/^github\.com\/hashicorp\/go-memdb\.Txn$/, /^(First|Last|LongestPrefix)(Watch)?$/, database],
  [/^github\.com\/hashicorp\/go-memdb\.ResultIterator$/, /^Next$/, database],
  [/^github\.com\/spf13\/viper\.Viper$/, /^(Get|GetStringMap|GetStringMapString|GetStringMapStringSlice)$/, settings],
];

const functions: Readonly<Record<string, Lending>> = {
  'github.com/spf13/viper.Get': settings,
  'github.com/spf13/viper.GetStringMap': settings,
  'github.com/spf13/viper.GetStringMapString': settings,
  'github.com/spf13/viper.GetStringMapStringSlice': settings,
};

/** Getters by name: the field of the receiver whose map they return as itself. */
const fields: Readonly<Record<string, string>> = {
  'k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta.GetLabels': 'Labels',
  'k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta.GetAnnotations': 'Annotations',
  'k8s.io/apimachinery/pkg/apis/meta/v1.Object.GetLabels': 'Labels',
  'k8s.io/apimachinery/pkg/apis/meta/v1.Object.GetAnnotations': 'Annotations',
  'k8s.io/apimachinery/pkg/apis/meta/v1/unstructured.Unstructured.UnstructuredContent': 'Object',
};

export function lendingOf(recvType: string, name: string, fullName: string): Lending | undefined {
  if (recvType === '') return functions[fullName];
  return lenders.find(([type, method]) => method.test(name) && type.test(recvType))?.[2];
}

export function lentField(fullName: string): string | undefined {
  return fields[fullName];
}
