output "config" {
  description = "`proxy` of banyan.config.json."
  value       = { service = var.name, targetGroup = var.name, discovery = var.name, reportPort = local.report_port }
}
