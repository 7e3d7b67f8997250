#include "apps/api/api_process.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace spectral {
namespace {

constexpr char kProgram[] = "apps/api/api";

std::string NewDirectory() {
  char name[] = "/tmp/api-XXXXXX";
  return mkdtemp(name) ? name : "/tmp";
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

size_t Append(char* data, size_t, size_t size, void* body) {
  static_cast<std::string*>(body)->append(data, size);
  return size;
}

HttpReply Perform(const std::string& method, const std::string& url, const std::string* json,
                  const std::string& key) {
  HttpReply reply;
  CURL* curl = curl_easy_init();
  curl_slist* headers = nullptr;
  if (!key.empty()) headers = curl_slist_append(headers, ("Authorization: Bearer " + key).c_str());
  if (json) {
    headers = curl_slist_append(headers, "Content-Type: application/json");
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, json->c_str());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(json->size()));
  }
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply.body);
  if (curl_easy_perform(curl) == CURLE_OK) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    reply.status = static_cast<int>(status);
  }
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  return reply;
}

}  // namespace

bool Eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

ApiProcess::ApiProcess(Variables variables, std::vector<std::string> flags)
    : directory_(NewDirectory()) {
  variables.emplace("PORT", "0");
  std::vector<std::string> texts;
  for (const auto& [name, value] : variables) texts.push_back(name + "=" + value);
  std::vector<char*> environment, arguments = {const_cast<char*>(kProgram)};
  for (std::string& text : texts) environment.push_back(text.data());
  for (std::string& flag : flags) arguments.push_back(flag.data());
  environment.push_back(nullptr);
  arguments.push_back(nullptr);
  const std::string out = directory_ + "/stdout", err = directory_ + "/stderr";

  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ != 0) return;
  constexpr int kFlags = O_WRONLY | O_CREAT | O_APPEND;
  dup2(open("/dev/null", O_RDONLY), 0);
  dup2(open(out.c_str(), kFlags, 0600), 1);
  dup2(open(err.c_str(), kFlags, 0600), 2);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  execve(kProgram, arguments.data(), environment.data());
  _exit(127);
}

ApiProcess::~ApiProcess() {
  Signal(SIGKILL);
  Wait();
  std::filesystem::remove_all(directory_);
}

const std::string& ApiProcess::Address() {
  constexpr std::string_view kBefore = "listening on ";
  Eventually([&] {
    const std::string text = Stdout();
    if (!address_.empty()) return true;
    if (text.rfind(kBefore, 0) == 0 && text.back() == '\n') {
      address_ = text.substr(kBefore.size(), text.size() - kBefore.size() - 1);
      return true;
    }
    siginfo_t ended{};
    return waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           ended.si_pid == pid_;
  });
  return address_;
}

int ApiProcess::port() {
  const std::string& address = Address();
  return std::atoi(address.c_str() + address.rfind(':') + 1);
}

HttpReply ApiProcess::Get(const std::string& path, const std::string& key) {
  return Perform("GET", "http://" + Address() + path, nullptr, key);
}

HttpReply ApiProcess::Post(const std::string& path, const std::string& json,
                           const std::string& key) {
  return Perform("POST", "http://" + Address() + path, &json, key);
}

HttpReply ApiProcess::Send(const std::string& method, const std::string& path) {
  return Perform(method, "http://" + Address() + path, nullptr, "");
}

void ApiProcess::Signal(int signal) {
  if (pid_ > 0) kill(pid_, signal);
}

int ApiProcess::Wait() {
  if (pid_ <= 0) return 0;
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

std::string ApiProcess::Stdout() const { return ReadFile(directory_ + "/stdout"); }
std::string ApiProcess::Stderr() const { return ReadFile(directory_ + "/stderr"); }

}  // namespace spectral
