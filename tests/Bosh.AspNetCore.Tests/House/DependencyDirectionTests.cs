using System.Text.RegularExpressions;
using Xunit;

namespace Bosh.AspNetCore.Tests.House;

/// <summary>Dependencies run one way: Http, Sessions, Upstream, Protocol, Xml. Read from the sources, so that a room cannot be entered by the window.</summary>
public sealed partial class DependencyDirectionTests
{
    /// <summary>Each room, the rooms that it may know, and what it may not say.</summary>
    public static TheoryData<string, string[], string[]> Rooms => new()
    {
        { "Xml", [], ["System.IO", "System.Net", "System.Threading.Tasks", "Microsoft", "Task<", "async "] },
        { "Protocol", ["Xml"], ["System.Net", "System.Threading.Tasks", "Microsoft", "Task<", "async "] },
        { "Upstream", ["Protocol", "Xml"], ["Microsoft.AspNetCore", "HttpContext"] },
        { "Sessions", ["Upstream", "Protocol", "Xml", "Diagnostics"], ["System.Net.Sockets", "System.Net.Security", "System.IO", "Microsoft.AspNetCore", "HttpContext"] },
        { "Http", ["Sessions", "Upstream", "Protocol", "Xml", "Diagnostics"], ["System.Net.Sockets", "System.Net.Security"] },
        { "Diagnostics", [], ["Microsoft.AspNetCore", "HttpContext"] },
    };

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_knows_only_the_rooms_below_it(string room, string[] below, string[] unsaid)
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Library, room), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            string code = string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
            IEnumerable<string> named = RoomName().Matches(code).Select(m => m.Groups["room"].Value).Where(name => !name.Equals(room, StringComparison.Ordinal));
            Assert.All(named, name => Assert.True(below.Contains(name, StringComparer.Ordinal), $"{Path.GetFileName(file)} names {name}"));
            Assert.All(unsaid, word => Assert.False(code.Contains(word, StringComparison.Ordinal), $"{Path.GetFileName(file)} says {word}"));
        }
    }

    [Fact]
    public void Every_folder_is_a_room_and_every_namespace_its_folder()
    {
        IEnumerable<string?> rooms = Folders().Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal);
        Assert.Equal("Diagnostics Http Protocol Sessions Upstream Xml", string.Join(' ', rooms));
        foreach (string room in Folders())
        {
            Assert.All(
                Directory.GetFiles(room, "*.cs"),
                file => Assert.Contains($"namespace Bosh.AspNetCore.{Path.GetFileName(room)};", File.ReadAllText(file), StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Folders()
        => Directory.GetDirectories(Repository.Library).Where(d => Path.GetFileName(d) is not ("bin" or "obj"));

    [GeneratedRegex(@"\bBosh\.AspNetCore\.(?<room>Http|Sessions|Upstream|Protocol|Xml|Diagnostics)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RoomName();
}
