# The door: signing in, registering, choosing a server.

sign-in-purpose = to see your plan, credits and account
register = Create an account
register-purpose = One account for your company, or just for you
not-registered = New here?
registered-already = Already registered?

signed-out-session-ended = Your session has ended: it ran out, or was ended from another device. Sign in again to go on.
signed-out-token-reused = Your session was ended for safety, because an old sign-in token was used again. If that was not you, change your password after signing in.

advanced = Advanced
server-use = Use this server
server-built-in = Use the built-in address
server-looking = Looking for the server…
server-reachable = Server is running
server-demonstration = Demonstration server is running
server-unreachable = Server does not answer
    .text = No billing service answers at { $server }. Check that it is running, or set another address under Advanced.

demonstration = Try it with a demonstration account
demonstration-purpose = One click signs you in. All data is made up.
demonstration-password = Same password for all: { $password }
demonstration-admin = Company, admin
    .sees = Sees plan and credits, can buy and edit
demonstration-member = Company, member
    .sees = Sees the same, cannot edit
demonstration-agent = Agent
    .sees = Only personal settings for now
demonstration-support = Support
    .sees = Finds every customer’s orders
demonstration-operator = Operator
    .sees = Runs packages, orders and refunds

language-now = Language: { $language }
theme-now = Theme: { $theme }
