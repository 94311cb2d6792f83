# 各产品按日、周、月的用量。

usage-chart = 各产品用量
usage-table = 用量明细表
usage-all-rows = 显示全部 { $count } 行
usage-total = 总用量
usage-step = 粒度
usage-step-day = 日
usage-step-week = 周
usage-step-month = 月
usage-product = 产品
usage-all-products = 全部产品
usage-compare = 与上一周期对比
usage-before = 上一周期
usage-change = 变化
usage-of-quota = 占配额
    .text = 当月占配额比例最高的产品
usage-quota = 月配额 { $count }
usage-quotas = 月配额合计 { $count }
usage-over = 超配额 { $count }
usage-mixed = 不同单位相加：{ $units }
usage-total-mixed = 总用量将{ $units }等不同单位直接相加。
usage-quota-each = 各产品的月配额单位不同，选择单个产品可查看其配额线。
usage-before-days = 上一周期：{ $days }
usage-picture-beside = { $product }：同时最多 { $count }
usage-forecast = 预测
usage-until = 至 { $date }
usage-nothing = 此期间没有用量。
usage-widened-week = 天数过多，已改为按周显示。
usage-widened-month = 数据点过多，已改为按月显示。
usage-beside = { $products }为同一时间的最高数量，不计入总用量。
usage-filling = 更早的数据仍在获取中，目前已有 { $date } 起的数据。
usage-no-before = 没有上一周期的完整数据。
usage-brush = 全部月份
usage-first-month = 起始月份
usage-last-month = 结束月份
usage-back = 缩小

usage-period = 时间范围
usage-period-this-month = 本月
usage-period-last-month = 上月
usage-period-30-days = 最近 30 天
usage-period-90-days = 最近 90 天
usage-period-12-months = 最近 12 个月
usage-period-this-year = 今年
usage-period-last-year = 去年
usage-period-everything = 全部
usage-from = 开始日期
usage-to = 结束日期
usage-show = 查看

usage-export = 导出
usage-export-csv = 导出表格（CSV）
usage-export-png = 导出图表（PNG）
usage-saved = 已保存
usage-show-file = 显示文件

no-usage = 还没有用量
    .text = 开始使用后，各产品每日、每周和每月的用量会显示在这里。

usage-nobody = 尚未选择客户
    .text = 请选择一位客户，查看其用量。
usage-nobody-choose = 选择客户

unit-message = { $count ->
   *[other] 条
}
unit-email = { $count ->
   *[other] 封
}
unit-seat = { $count ->
   *[other] 席
}
unit-minute = { $count ->
   *[other] 分钟
}
