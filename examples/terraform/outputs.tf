output "proxy" {
  description = "`proxy` of banyan.config.json."
  value       = { service = local.name, targetGroup = local.name, discovery = local.name, reportPort = local.report_port }
}

output "engine_role_arn" {
  value = one(aws_iam_role.engine[*].arn)
}
