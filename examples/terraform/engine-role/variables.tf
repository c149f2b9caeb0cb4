variable "name" {
  type    = string
  default = "banyan-engine"
}

variable "policy" {
  description = "What `banyan plan --iam` has printed. Print it again when a migration is added."
  type        = string
}

variable "assume_role_policy" {
  description = "Who runs banyan, as the JSON of a trust policy: a task, a build, an operator."
  type        = string
}
