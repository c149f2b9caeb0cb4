variable "name" {
  description = "Of service, target group and Cloud Map name; another for each environment in an account."
  type        = string
  default     = "banyan-proxy"
}

variable "vpc_id" {
  type = string
}

variable "subnets" {
  description = "Of the tasks, in two zones at least."
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

variable "image" {
  description = "Built from packaging/proxy.Dockerfile of the banyan package, for `architecture`."
  type        = string
}

variable "repository_arn" {
  description = "Of the image, where it is in ECR."
  type        = string
  default     = null
}

variable "architecture" {
  description = "Of the image: X86_64 or ARM64."
  type        = string
  default     = "X86_64"
}

variable "cpu" {
  description = "Thousand and twenty-fourths of a core."
  type        = number
  default     = 1024
}

variable "memory" {
  description = "MiB."
  type        = number
  default     = 2048
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

variable "environment" {
  description = "More of the proxy's variables, such as CALLER; docs/configuration.md has all."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "ARNs of secrets with those of its variables that nobody may read, such as SHADOW_SECRET."
  type        = map(string)
  default     = {}
}

variable "priority" {
  description = "Outside of the range that Banyan is given in `priorities`."
  type        = number
  default     = 50
}

variable "scale" {
  description = "How many tasks, and what asks for one more. requests_per_task, a minute, is not asked for by default."
  type = object({
    min               = number
    max               = number
    cpu_percent       = number
    requests_per_task = optional(number)
  })
  default = { min = 2, max = 10, cpu_percent = 60 }
}
