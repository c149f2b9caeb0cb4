output "arn" {
  description = "`aws.executionRole` of banyan.config.json."
  value       = aws_iam_role.candidate.arn
}
