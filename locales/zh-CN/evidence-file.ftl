# 报告本身，由程序以制作者的语言写成。

evidence-readme = Billing Console：给客服的报告
evidence-made-at = 制作于 { $moment }。
evidence-holds = story.txt：订单及其经过，供阅读。evidence.json：同样的内容和设置，供程序读取。log.txt：程序日志的最后几行。
evidence-leaves-out = 绝不包含：密码、令牌、邮箱、姓名、电话、备注、银行卡数据，以及可付款的二维码或链接。形如 ~0123456789ab 的内容代表被略去的标识。
evidence-proves-itself = SHA256SUMS 保存各部分的哈希值，可用“sha256sum -c SHA256SUMS”核对。请原样发送此文件。
evidence-story = 发生了什么
evidence-times = 所有时间均为 UTC。
evidence-as-told = 服务最后一次的说明，{ $moment }：
evidence-no-timeline = 本机从未读取过它的经过。
evidence-as-seen = 本机所见：
evidence-purchase = { $moment } 开始的购买，订单 { $order }
evidence-on-screen = 屏幕显示：{ $stage }
evidence-no-orders = 本机没有订单。
