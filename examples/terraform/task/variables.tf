variable "name" {
  description = "Also of the family and of its one container."
  type        = string
}

variable "image" {
  type = string
}

variable "repository_arn" {
  description = "Of the image, where it is in ECR."
  type        = string
}

variable "architecture" {
  description = "Of the image: X86_64 or ARM64."
  type        = string
}

variable "cpu" {
  description = "Thousand and twenty-fourths of a core."
  type        = number
}

variable "memory" {
  description = "MiB."
  type        = number
}

variable "ports" {
  type = list(number)
}

variable "environment" {
  type    = map(string)
  default = {}
}

variable "secrets" {
  description = "ARNs of secrets, by the names of the variables."
  type        = map(string)
}

variable "command" {
  description = "Instead of the image's own."
  type        = list(string)
  default     = null
}

variable "health_check" {
  description = "What the container asks itself by: a program and its arguments."
  type        = list(string)
  default     = null
}

variable "role_arn" {
  description = "What the program in it may do on AWS; without it nothing."
  type        = string
  default     = null
}
