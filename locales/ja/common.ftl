# 複数の画面で使う言葉。

screen-overview = 概要
screen-plans = プラン
screen-orders = 注文
screen-usage = 利用状況
screen-credits = クレジット
screen-invoices = 請求書
screen-customers = 顧客
screen-packages = パッケージ
screen-webhooks = Webhook
screen-stuck = 滞留支払い
screen-health = 稼働状況
screen-integrity = 整合性
screen-audit = 監査ログ
screen-settings = 設定

try-again = 再試行
cancel = キャンセル
close = 閉じる
dismiss = 閉じる
optional = 任意
refresh = 更新
loading = 読み込んでいます…
more = さらに表示
detail = 詳細
back-to-list = 一覧に戻る
selected = 選択中
select-none = 選択を解除
nothing-found = 見つかりません
    .text = 別の言葉か条件でお試しください。

# $moment は時刻。今日でなければ日付も付く。
as-of = { $moment } 時点
age-now = たった今
age-minutes = { $count }分前
age-hours = { $count }時間前

archive-filling = 初回の取得中です。届いたものから表示します。
nothing-stored = このコンピューターにはまだデータがありません
    .text = サービスに一度接続すると、ここにデータが表示され、以後はオフラインでも確認できます。

sign-in = サインイン
sign-out = サインアウト
email = メールアドレス
password = パスワード
password-show = パスワードを表示
password-hide = パスワードを隠す
password-rule = { $count }文字以上
password-more = あと{ $count }文字
password-enough = 十分な長さです

company-name = 会社名
contact-name = 担当者名
contact-email = 連絡先メールアドレス
phone = 電話番号
tax-id = 税務番号
billing-address = 請求先住所
document-language = 書類の言語
customer-since = ご利用開始日

server = サーバー
server-address = サーバーアドレス
server-fixed = BILLING_CONSOLE_SERVER で指定されているため、ここでは変更できません。
version = バージョン { $version }
compare-plans = プランを比較

role-admin = 管理者
role-member = メンバー
role-agent = エージェント
role-support = サポート
role-operator = オペレーター

theme-system = システムに合わせる
theme-light = ライト
theme-dark = ダーク
theme-high-contrast = ハイコントラスト

# プランに含まれる枠と機能。
credits-monthly = 月間クレジット
feature-ai-chat-quota = AIチャット
feature-email-quota = メール
feature-agent-seats = オペレーター席
feature-invoice-archive = 請求書（PDF保管付き）
feature-usage-export = 利用データのエクスポート
feature-voice-channel = 音声チャネル
feature-single-sign-on = シングルサインオン
feature-included = 含まれます
feature-missing = 含まれません
