variable "cluster_arn" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "security_group_id" {
  description = "`engine_security_group_id` of the proxy. Whoever it lets in on port 7417 sees the page, after a login."
  type        = string
}

variable "image" {
  description = "Built from packaging/banyan.Dockerfile: the configuration, whose journal is in S3, and the migration files are in it."
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

variable "role_arn" {
  description = "That of the module engine-role."
  type        = string
}

variable "unleash_admin_token_arn" {
  type = string
}

variable "admin_token_arn" {
  description = "That of the proxy."
  type        = string
}

variable "dashboard_token_arn" {
  description = "Secret with what lets people act on the page, 16 characters at least."
  type        = string
}

variable "host_name" {
  description = "By which people reach the page; without one it is only to be had at the task's address."
  type        = string
  default     = null
}
