#include "tools/localcloud/front/nginx_config.h"

#include "absl/strings/str_replace.h"
#include "tools/base/text.h"

namespace release::cloud {
namespace {

// One process without a master: it never changes its user, so it needs no privilege.
constexpr const char* kConfig = R"nginx(daemon off;
master_process off;
@USER@pid front.pid;
# At lower levels nginx writes queries, which may hold secrets.
error_log stderr alert;
pcre_jit on;

events {
  worker_connections 1000;
}

http {
  server_tokens off;
  default_type application/json;

  log_format requests escape=json
    '{"time":"$time_iso8601","ray":"$ray","method":"$request_method","host":"$host","path":"$uri",'
    '"status":$status,"bytes":$body_bytes_sent,"seconds":$request_time,"server":"$upstream_addr"}';
  access_log ../logs/front.log requests;

  client_body_temp_path temp/body;
  proxy_temp_path temp/proxy;
  fastcgi_temp_path temp/fastcgi;
  uwsgi_temp_path temp/uwsgi;
  scgi_temp_path temp/scgi;

  # What clients may take. A handshake counts as a header.
  client_header_timeout @TIMEOUT@ms;
  client_body_timeout @TIMEOUT@ms;
  send_timeout 60s;
  keepalive_timeout 75s;
  reset_timedout_connection on;
  client_header_buffer_size 4k;
  large_client_header_buffers 4 32k;
  client_max_body_size 128m;

  # These become names of files, so nothing else passes (host_name.h).
  map $host $site {
    "~^(?=.{1,90}$)[a-z0-9-]+(\.[a-z0-9-]+)*$" $host;
    default "";
  }
  map $ssl_server_name $certificate {
    "" _address;
    "~^(?=.{1,90}$)[a-z0-9-]+(\.[a-z0-9-]+)*$" $ssl_server_name;
    default _none;
  }
  map $request_id $ray {
    "~^(?<head>[0-9a-f]{16})" $head-LOC;
  }
  map $http_upgrade $upstream_connection {
    "" "";
    default upgrade;
  }

  # Without sessions each handshake reads the file.
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_session_cache off;
  ssl_session_tickets off;
  ssl_certificate ../certs/$certificate.pem;
  ssl_certificate_key ../certs/$certificate.pem;

  # Nothing is stored on its way.
  proxy_http_version 1.1;
  proxy_request_buffering off;
  proxy_buffering off;
  proxy_connect_timeout 10s;
  proxy_send_timeout 100s;
  proxy_read_timeout 100s;
  proxy_set_header Host $http_host;
  proxy_set_header Connection $upstream_connection;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header X-Forwarded-Proto https;
  proxy_set_header CF-Connecting-IP $remote_addr;
  proxy_set_header CF-Ray $ray;
  proxy_set_header CF-Visitor '{"scheme":"https"}';
  proxy_set_header CDN-Loop "cloudflare; loops=1";
  proxy_hide_header CF-Ray;
  add_header CF-Ray $ray always;

  server {
    listen @LISTEN@ ssl http2 default_server;
    server_name _;
@COMMON@
    location / {
      proxy_pass http://unix:hosts/$site;
    }
  }

  server {
    listen @LISTEN@ ssl http2;
    server_name @REGISTRY@;
    client_max_body_size 0;
@COMMON@
    location / {
      auth_request /_front/authorize;
      error_page 401 @unauthorized;
      error_page 403 @denied;
      error_page 502 504 = @unreachable;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header Authorization "";
      proxy_send_timeout 300s;
      proxy_read_timeout 300s;
      proxy_pass http://unix:hosts/$site;
    }
    location = /_front/authorize {
      internal;
      proxy_pass http://unix:registry-auth.sock:/;
      # Else nginx announces a body, which it does not send.
      proxy_set_header Content-Length "";
      proxy_set_header Transfer-Encoding "";
      proxy_pass_request_body off;
      proxy_pass_request_headers off;
      proxy_set_header Host $http_host;
      proxy_set_header Connection close;
      proxy_set_header Authorization $http_authorization;
      proxy_set_header X-Original-Method $request_method;
      proxy_set_header X-Original-Uri $request_uri;
    }
    location @unauthorized {
      auth_request off;
      add_header Docker-Distribution-Api-Version registry/2.0 always;
      return 401 '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":null}]}\n';
    }
    location @denied {
      auth_request off;
      add_header Docker-Distribution-Api-Version registry/2.0 always;
      return 403 '{"errors":[{"code":"DENIED","message":"requested access to the resource is denied","detail":null}]}\n';
    }
  }
}
)nginx";

// In every server. The faults are files that others make and remove.
constexpr const char* kCommon = R"nginx(
    error_page 470 =403 @bot_protection;
    error_page 471 =200 @captive_portal;
    error_page 502 504 = @unreachable;
    if ($site = "") {
      return 421 '{"code":"CLOUD-HOST-UNKNOWN","what":"the Host of this request is no name that the local cloud can serve"}\n';
    }
    if (-f faults/bot_protection/$site) {
      return 470;
    }
    if (-f faults/captive_portal/$site) {
      return 471;
    }
    location @bot_protection {
      default_type "text/html; charset=UTF-8";
      add_header CF-Ray $ray always;
      add_header Cf-Mitigated challenge always;
      add_header Cache-Control "private, max-age=0, no-store" always;
      return 403 '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body><h1>$site</h1><p>Enable JavaScript and cookies to continue</p></body></html>\n';
    }
    location @captive_portal {
      default_type "text/html; charset=UTF-8";
      return 200 '<!DOCTYPE html><html lang="en"><head><title>Sign in to this network</title></head><body><p>Accept the terms to reach the Internet.</p></body></html>\n';
    }
    location @unreachable {
      if (-f known/$site) {
        return 502 '{"code":"CLOUD-HOST-DOWN","what":"what serves $site does not answer","fix":"see the logs: bazel run //tools/localcloud -- logs"}\n';
      }
      return 421 '{"code":"CLOUD-HOST-UNKNOWN","what":"nothing serves $site in this local cloud","fix":"deploy it first"}\n';
    }
)nginx";

}  // namespace

std::string NginxConfig(const NginxConfigSettings& settings) {
  const std::string user = settings.user.empty() ? "" : Concat("user ", settings.user, ";\n");
  const std::string text = absl::StrReplaceAll(kConfig, {{"@COMMON@", kCommon}});
  return absl::StrReplaceAll(text, {{"@USER@", user},
                                    {"@LISTEN@", Concat(settings.address, ":", settings.port)},
                                    {"@TIMEOUT@", std::to_string(settings.client_timeout_ms)},
                                    {"@REGISTRY@", settings.registry_host}});
}

}  // namespace release::cloud
