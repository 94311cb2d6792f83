# 发票：列表、单张发票及其文件。

invoices-search = 编号、内容或金额
invoices-year = 年份
invoices-all-years = 全部年份
# $count 是已写好的数字。
invoices-open = 待付（{ $count }）
invoices-overdue = 逾期（{ $count }）
invoices-paid = 已付（{ $count }）
invoices-credit-note = 红字发票（{ $count }）
invoices-void = 作废（{ $count }）
invoices-count = { $count } 张发票
invoices-count-so-far = 目前 { $count } 张发票
invoices-filling = 其余发票仍在获取。
    .held = 其余发票仍在获取，齐全后即可“全部下载”。
    .offline = 发票尚未齐全。连接到服务后会获取其余部分，齐全后即可“全部下载”。
invoices-selected = 已选 { $count } 张
select-all = 全选或全不选
select-invoice = 选择 { $number }
invoice-for-month = { $month }账期
invoice-paid-on = { $date }付款
invoice-due-on = { $date }到期
invoice-credited = 已红冲
invoice-taken-back = 已退 { $amount }，红字发票
invoice-takes-back = 冲销发票
invoice-order = 查看订单
no-invoices = 还没有发票
    .text = 所有发票、收据和红字发票都会显示在这里，断网也能查看。
invoice-not-here = 本机还没有这张发票
    .text = 连接到服务后即会显示。

document = 文件
document-invoice = 发票
document-receipt = 收据
document-kept = 已存于本机
document-here = 已存于本机，{ $size }
document-checked = 已核验
    .text = 文件自开具以来未被改动：其内容与服务记录的指纹一致。SHA-256 { $hash }
document-elsewhere = 此文件不在本机
    .text = 连接到服务后会自动获取。
document-saved = 文件已保存
page-of = 第 { $page } 页，共 { $pages } 页
page-count = 共 { $count } 页
zoom-in = 放大
zoom-out = 缩小
zoom-fit = 适合宽度

invoice-lines = 文件暂时无法显示，以下为发票内容
invoice-what = 项目
invoice-quantity = 数量
invoice-amount = 金额
invoice-tax = 含税额
invoice-total = 合计
