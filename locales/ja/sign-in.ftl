# 入り口。サインイン、登録、サーバーの選択。

sign-in-purpose = プラン、クレジット、アカウントを確認できます
register = アカウントを作成
register-purpose = 会社でも個人でもご利用いただけます
not-registered = はじめてですか？
registered-already = 登録済みですか？

signed-out-session-ended = サインインの有効期限が切れたか、別のデバイスから終了されました。もう一度サインインしてください。
signed-out-token-reused = 古いサインイン情報が再び使われたため、安全のためサインアウトしました。お心当たりがない場合は、サインイン後にパスワードを変更してください。

advanced = 詳細設定
server-use = このサーバーを使う
server-built-in = 既定のアドレスに戻す
server-looking = サーバーを探しています…
server-reachable = サーバーは稼働中です
server-demonstration = デモサーバーが稼働中です
server-unreachable = サーバーが応答しません
    .text = { $server } の請求サービスが応答しません。稼働しているか確認するか、「詳細設定」で別のアドレスを指定してください。

demonstration = デモアカウントで試す
demonstration-purpose = クリックするだけでサインインできます。データはすべて架空のものです。
demonstration-password = パスワードは共通です：{ $password }
demonstration-admin = 会社の管理者
    .sees = プランとクレジットの確認、購入と編集
demonstration-member = 会社のメンバー
    .sees = 同じデータの確認のみ
demonstration-agent = エージェント
    .sees = 現在は個人設定のみ
demonstration-support = サポート
    .sees = すべての顧客の注文を検索
demonstration-operator = オペレーター
    .sees = パッケージ・注文・返金の管理

language-now = 言語：{ $language }
theme-now = テーマ：{ $theme }
