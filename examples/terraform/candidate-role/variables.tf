variable "name" {
  type    = string
  default = "banyan-candidate-execution"
}

variable "repository_arns" {
  description = "Of the candidates' images."
  type        = list(string)
}

variable "secret_arns" {
  description = "Those that `ecsService({ secrets })` of the migration files name."
  type        = list(string)
  default     = []
}

variable "logs_of" {
  description = "Names of candidates whose logs are kept for a month; those of others are kept until somebody says otherwise."
  type        = set(string)
  default     = []
}
