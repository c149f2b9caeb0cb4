# It may what these migrations need, and nothing else.
resource "aws_iam_role" "engine" {
  name               = var.name
  assume_role_policy = var.assume_role_policy
}

resource "aws_iam_role_policy" "engine" {
  name   = "banyan"
  role   = aws_iam_role.engine.id
  policy = var.policy
}
