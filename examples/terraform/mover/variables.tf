variable "vpc_id" {
  type = string
}

variable "cluster_arn" {
  type = string
}

variable "subnets" {
  description = "Of the tasks, in two zones at least."
  type        = list(string)
}

variable "engine_security_group_id" {
  description = "Where banyan runs."
  type        = string
}

variable "namespace_id" {
  description = "Cloud Map private DNS namespace."
  type        = string
}

variable "image" {
  description = "Built from packaging/banyan.Dockerfile, as the engine's: the migration files are in it."
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

variable "admin_token_arn" {
  description = "That of the proxy."
  type        = string
}

variable "stores" {
  description = "ARNs of secrets with the URLs of the stores, by the variables that the migration files name: LEGACY_DATABASE_URL."
  type        = map(string)
}
