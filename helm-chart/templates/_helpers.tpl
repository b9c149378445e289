{{/* One operator a cluster: names are fixed, since the RegionFence and the policies are there once. */}}
{{- define "regionpair.selector" -}}
app.kubernetes.io/name: regionpair
app.kubernetes.io/component: operator
{{- end }}

{{- define "regionpair.labels" -}}
{{ include "regionpair.selector" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "regionpair.account" -}}
- kind: ServiceAccount
  name: regionpair-operator
  namespace: {{ .Release.Namespace }}
{{- end }}

{{- define "regionpair.peerReader" -}}
- kind: ServiceAccount
  name: regionpair-peer-reader
  namespace: {{ .Release.Namespace }}
{{- end }}

{{/* CEL: the pair that an object names, or did until this change. */}}
{{- define "regionpair.pair" -}}
(has(object.metadata.labels) && 'regionpair.io/pair' in object.metadata.labels ? object.metadata.labels['regionpair.io/pair'] : oldObject.metadata.labels['regionpair.io/pair'])
{{- end }}
