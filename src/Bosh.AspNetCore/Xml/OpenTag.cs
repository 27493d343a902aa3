namespace Bosh.AspNetCore.Xml;

/// <summary>An element that has begun and not ended.</summary>
/// <param name="NameStart">Where its name stands, to be compared with the end tag.</param>
/// <param name="NameLength">The length of the name.</param>
/// <param name="BindingCount">The namespace declarations in scope around it, to go back to at its end.</param>
/// <param name="DefaultBinding">Which of them is that of the default namespace; -1 when none is.</param>
internal readonly record struct OpenTag(int NameStart, int NameLength, int BindingCount, int DefaultBinding);
