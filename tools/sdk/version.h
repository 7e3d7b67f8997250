// The version of the SDK that a plugin was built with; sent in Hello.sdk_version.
#ifndef RELEASE_TOOLS_SDK_VERSION_H_
#define RELEASE_TOOLS_SDK_VERSION_H_

namespace release {

inline constexpr char kSdkVersion[] = "1.0.0";

}  // namespace release

#endif  // RELEASE_TOOLS_SDK_VERSION_H_
