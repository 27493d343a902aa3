namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// What stands between the tags of the body element of a request in Script Syntax (XEP-0252, Changes to the Request Syntax): a piece of a stream of
/// bytes, cut anywhere, which means nothing without the pieces before it.
/// </summary>
/// <param name="StartTag">The start tag of the body element, whose declarations hold for the elements that begin in the piece.</param>
/// <param name="Content">The piece.</param>
/// <param name="EndTag">The end tag that fits.</param>
internal sealed record ScriptFragment(byte[] StartTag, byte[] Content, byte[] EndTag);
