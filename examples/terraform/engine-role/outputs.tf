output "arn" {
  value = aws_iam_role.engine.arn
}
