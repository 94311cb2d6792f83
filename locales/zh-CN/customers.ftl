# 员工看到的客户。

customers-search = 公司或联系人
customers-count = { $count } 位客户
customers-nothing = 没有这个名称的客户，请输入其中一部分试试。
no-customers = 还没有客户
    .text = 分配给您的客户会显示在这里。
customer-plan = 套餐
customer-no-plan = 没有套餐
customer-views = 查看内容
all-customers = 全部客户
choose-customer = 请选择客户
    .text = 此页面一次显示一位客户的数据。
whose-read-only = 您正在查看该客户的数据，此处无法更改任何内容。
whose-unknown = 客户
