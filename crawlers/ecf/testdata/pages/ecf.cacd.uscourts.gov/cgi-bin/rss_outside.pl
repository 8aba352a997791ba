<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html><head><title>PACER: Login</title></head>
<body><form method="post"><input name="login"><input name="password" type="password"></form></body></html>
