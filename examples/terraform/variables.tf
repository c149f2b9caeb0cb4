variable "vpc_id" {
  type = string
}

variable "subnets" {
  description = "Of the proxy's tasks."
  type        = list(string)
}

variable "cluster_arn" {
  type = string
}

variable "listener_arn" {
  description = "The listener in front of the monolith. Its default action stays as it is."
  type        = string
}

variable "load_balancer_security_group_id" {
  description = "Where callers come from."
  type        = string
}

variable "engine_security_group_id" {
  description = "Where banyan runs: the proxies are asked for their reports, and told to take callers back, from there."
  type        = string
}

variable "namespace_id" {
  description = "Cloud Map private DNS namespace."
  type        = string
}

variable "region" {
  type = string
}

variable "image" {
  description = "Built from packaging/proxy.Dockerfile of the banyan package."
  type        = string
}

variable "legacy_url" {
  description = "The monolith by its Cloud Map name, never by the load balancer."
  type        = string
}

variable "unleash_url" {
  type = string
}

variable "unleash_client_token_arn" {
  description = "Secret with the client token of Unleash."
  type        = string
}

variable "admin_token_arn" {
  description = "Secret with what the proxies take orders for; also BANYAN_ADMIN_TOKEN of whoever runs banyan."
  type        = string
}

variable "caller" {
  description = "Where a request says who calls."
  type        = string
  default     = "cookie:sid"
}

variable "priority" {
  description = "Outside of the range that Banyan is given in `priorities`."
  type        = number
  default     = 50
}

variable "tasks" {
  type    = number
  default = 2
}

variable "engine_policy" {
  description = "What `banyan plan --iam` printed. Without it no role is made: the first time there is no proxy yet to plan for."
  type        = string
  default     = null
}

variable "engine_assume_role_policy" {
  description = "Who runs banyan, as the JSON of a trust policy."
  type        = string
  default     = null
}
