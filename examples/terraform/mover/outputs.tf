output "security_group_id" {
  description = "That the stores let in."
  value       = aws_security_group.mover.id
}
