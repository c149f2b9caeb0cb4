resource "aws_appautoscaling_target" "proxy" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${split("/", var.cluster_arn)[1]}/${aws_ecs_service.proxy.name}"
  min_capacity       = var.scale.min
  max_capacity       = var.scale.max
}

resource "aws_appautoscaling_policy" "cpu" {
  name               = "${var.name}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.proxy.service_namespace
  scalable_dimension = aws_appautoscaling_target.proxy.scalable_dimension
  resource_id        = aws_appautoscaling_target.proxy.resource_id
  target_tracking_scaling_policy_configuration {
    target_value = var.scale.cpu_percent
    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "requests" {
  count              = var.scale.requests_per_task == null ? 0 : 1
  name               = "${var.name}-requests"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.proxy.service_namespace
  scalable_dimension = aws_appautoscaling_target.proxy.scalable_dimension
  resource_id        = aws_appautoscaling_target.proxy.resource_id
  target_tracking_scaling_policy_configuration {
    target_value = var.scale.requests_per_task
    predefined_metric_specification {
      predefined_metric_type = "ALBRequestCountPerTarget"
      # `app/shop/50dc6c495c0c9188` of the listener's ARN, and the target group's own.
      resource_label = "${regex("listener/(app/[^/]+/[^/]+)/", var.listener_arn)[0]}/${aws_lb_target_group.proxy.arn_suffix}"
    }
  }
}
