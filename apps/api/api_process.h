// The real server as a child process of a test, and an HTTP client for it.
#ifndef RELEASE_APPS_API_API_PROCESS_H_
#define RELEASE_APPS_API_API_PROCESS_H_

#include <sys/types.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace spectral {

struct HttpReply {
  int status = 0;  // 0: no reply
  std::string body;
};

// Not thread-safe, except Get() and Post(). Its child ends with the thread that started it.
class ApiProcess {
 public:
  using Variables = std::map<std::string, std::string>;

  // Starts the server with exactly these variables and these flags; PORT is 0 unless given.
  ApiProcess(Variables variables, std::vector<std::string> flags = {});
  // Kills it if it still runs.
  ~ApiProcess();
  ApiProcess(const ApiProcess&) = delete;
  ApiProcess& operator=(const ApiProcess&) = delete;

  // Waits for "listening on HOST:PORT" and returns HOST:PORT; "" when the server ended without it.
  const std::string& Address();

  HttpReply Get(const std::string& path, const std::string& key = "");
  HttpReply Post(const std::string& path, const std::string& json, const std::string& key);
  // Any other method.
  HttpReply Send(const std::string& method, const std::string& path);

  void Signal(int signal);
  // Waits for its end: the exit code, or minus the signal that ended it.
  int Wait();
  // Everything it wrote so far.
  std::string Stdout() const;
  std::string Stderr() const;
  int port();

 private:
  const std::string directory_;
  std::string address_;
  pid_t pid_ = -1;
};

// Asks `condition` every 10 ms until it is true; false after 30 s. For what another process does on
// its own time.
bool Eventually(const std::function<bool()>& condition);

}  // namespace spectral

#endif  // RELEASE_APPS_API_API_PROCESS_H_
