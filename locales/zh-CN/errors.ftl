# 出错时的说明：消息说发生了什么，advice 说该怎么办。

request-id = 请求编号
request-id-copy = 复制请求编号
request-id-copied = 已复制

error-no-connection = 无法连接到服务
    .advice = 请检查网络后重试。没有任何内容被更改。
error-timed-out = 服务没有及时响应
    .advice = 可能正忙。重试前请先确认内容是否已保存。
error-not-a-billing-service = 该地址上的不是计费服务
    .advice = 请检查服务器地址，并确认当前网络是否需要先登录认证。
error-service-busy = 系统繁忙
    .advice = 请稍后重试。
error-too-many-tries = 尝试次数过多
    .advice = { $seconds ->
        [0] 请稍候再试。
       *[other] 请在 { $seconds } 秒后重试。
    }
error-invalid-credentials = 邮箱或密码不正确
    .advice = 请核对后重试。
error-wrong-password = 当前密码不正确
    .advice = 密码没有更改。
error-email-taken = 该邮箱已注册
    .advice = 请直接登录，或换一个邮箱注册。
error-invalid-fields = 有些内容需要修改
    .advice = 请查看下方标出的项目，目前尚未保存。
error-signed-out = 你已退出登录
    .advice = 请重新登录后继续。
error-keychain-locked = 系统钥匙串已锁定
    .advice = 请解锁后重试，或重新登录。
error-not-allowed = 你的角色没有此权限
    .advice = 请联系你公司的管理员。
error-not-found = 内容已不存在
    .advice = 刷新即可查看最新内容。
error-changed-meanwhile = 其他人刚刚修改了这些内容
    .advice = 对方的修改已显示在下方。请核对后重新保存，你输入的内容都还在。
error-server-address-invalid = 这不是有效的服务器地址
    .advice = 地址应类似 https://billing.example.com。
error-server-address-insecure = 该地址未加密
    .advice = 请使用以 https:// 开头的地址。
error-server-address-fixed = 服务器地址由环境变量指定
    .advice = 请修改 BILLING_CONSOLE_SERVER 后重新启动。
error-sign-out-first = 你仍处于登录状态
    .advice = 请先退出登录，再更换服务器。
error-disk-full = 磁盘已满
    .advice = 请清理一些空间后重试。
error-storage-failed = 无法读写本机文件
    .advice = 请检查数据文件夹的权限和磁盘状况。
error-already-open = Billing Console 已在运行
    .advice = 请使用已打开的窗口，或将其关闭后重新启动。
error-internal = 程序出现了问题
    .advice = 请重试。如果再次出现，请告诉支持人员你当时的操作。

field-error-required = 请填写此项
field-error-invalid = 内容有误，请检查
field-error-too-short = 太短了
field-error-too-long = 太长了
field-error-email-invalid = 邮箱格式不正确
field-error-contact-email-invalid = 邮箱格式不正确
field-error-password-too-short = 请至少输入 10 个字符
field-error-new-too-short = 请至少输入 10 个字符
