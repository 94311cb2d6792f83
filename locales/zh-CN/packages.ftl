# 套餐包：运营人员出售的内容及客户看到的样子。

packages-count = { $count ->
   *[other] 套餐包 · { $count }
}
shop-open = 已开放购买
shop-shut = 未开放购买
package-add = 添加套餐包
package-remove = 移除
package-edit = 编辑“{ $name }”
package-unnamed = 未命名
package-wrong = 需要修改
package-order = 顺序
package-move = 移动 { $name }
package-move-hint = 拖动，或使用方向键
package-moved = { $name } 现在第 { $place } 位
package-name = 名称
package-duration = 时长
package-duration-hint = 0 表示长期有效
days = 天
currency = 币种
price-original = 原价
price-original-in = 原价（{ $currency }）
price-current = 现价
price-current-in = 现价（{ $currency }）
price-was = 原为 { $price }
package-description = 说明
package-problem-required = 请填写此项
package-problem-amount = 请输入金额，例如 { $example }
package-problem-days = 请输入整数天数，例如 365
package-problem-below-current = 不能低于现价
explanation = 说明文字
markup-bold = 粗体
markup-italic = 斜体
markup-heading = 标题
markup-list = 列表
markup-hint = HTML 格式。链接、图片和脚本会被去除；预览即客户所见。
preview = 预览
preview-language = 预览语言
preview-person = 林雨晴
preview-package = 专业版
saved-by = { $name } 上次保存于 { $moment }
change-opens = 开放购买
change-closes = 停止购买
change-price = { $name }：{ $before } → { $after }
change-added = 新增 { $name }
change-removed = 移除 { $name }
change-edited = 修改 { $name }
change-order = 调整顺序
change-explanation = 修改说明文字
change-agreement = 修改支付条款
change-more = { $count ->
   *[other] 另有 { $count } 项
}
publish = 保存并发布
publish-at-once = 立即生效
publish-open-orders = { $count ->
   *[other] 立即生效；{ $count } 个未付订单保持原价
}
publish-problems = { $count ->
   *[other] 请先修改 { $count } 个套餐包。
}
published = 已发布
    .text = 客户现在即可看到。
packages-conflict = 其他人刚刚保存了修改
    .text = { $name } 保存了更新的版本。可以采用对方的版本，或保留你的修改并覆盖；下方会显示具体变化。
